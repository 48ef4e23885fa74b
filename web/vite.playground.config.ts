import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The playground is a page of its own: visitors of the product never load it. */
export default defineConfig({
  root: fileURLToPath(new URL('playground', import.meta.url)),
  base: './',
  publicDir: false,
  build: {
    outDir: '../dist-playground',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // GraphiQL's editor is that of Visual Studio Code, and has that size.
    chunkSizeWarningLimit: 5_000,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: { proxy: { '/graphql': 'http://localhost:4000' } },
});
