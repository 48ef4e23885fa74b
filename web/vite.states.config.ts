import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import pages from './vite.config.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page of states: the product's screens in a build of their own, so that it adds nothing to the pages. */
export default mergeConfig(pages({ command: 'build', mode: 'production' }), {
  root: folder('playground/states'),
  publicDir: false,
  logLevel: 'error',
  build: {
    outDir: folder('dist-playground/states'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // The page around the states has looks of its own.
    cssCodeSplit: true,
    manifest: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: [folder('playground/states/index.html'), folder('playground/states/state.html')],
      output: { codeSplitting: true },
    },
  },
});
