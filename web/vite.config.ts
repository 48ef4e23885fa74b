import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { linkPages } from './src/paths.ts';

/** Writes the pages that emails link to into the first script of index.html, which runs before any module is loaded. */
function linkPagesInHtml(): Plugin {
  return {
    name: 'link-pages-in-html',
    transformIndexHtml: html => html.replace('{{link pages}}', linkPages.join('|')),
  };
}

export default defineConfig({
  plugins: [
    react(),
    linkPagesInHtml(),
    lingui({ cwd: import.meta.dirname, macroTransform: true, failOnMissing: true, failOnCompileError: true }),
  ],
  resolve: {
    // Of its two builds for browsers, RxJS only gives the smaller one to those who ask for it by this name.
    conditions: ['es2015', ...defaultClientConditions],
    // React has it built in; the substitute is for the versions before 18.
    alias: { 'use-sync-external-store/shim/index.js': 'react' },
  },
  build: {
    target: 'es2023',
    // The policy of the pages forbids data: URLs for everything but images, so nothing is inlined.
    assetsInlineLimit: 0,
    // One small stylesheet for every screen: what was drawn once is never drawn differently later.
    cssCodeSplit: false,
    // The prerendered pages name what they need themselves.
    modulePreload: false,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every screen needs, with the one that most people see, in a single file that compresses well.
            { name: 'shell', test: /\/src\/(?:main|app\/App|screens\/Login)/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/graphql': 'http://localhost:4000', '/brand.json': 'http://localhost:4000' } },
});
