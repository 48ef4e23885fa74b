import { basename } from 'node:path';
import { formatter } from '@lingui/format-po';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { notePackages } from '../server/scripts/notePackages.ts';
import { oldestBrowsers } from './oldestBrowsers.ts';
import { linkPages } from './src/paths.ts';

/** Writes the pages that emails link to into the first script of index.html, which runs before any module is loaded. */
const linkPagesInHtml: Plugin = {
  name: 'rekey:link-pages',
  transformIndexHtml: html => html.replace('{{link pages}}', linkPages.join('|')),
};

/** While one develops, a missing translation is a warning and shows in English; a build fails for it. */
const warnOfMissingTranslations: Plugin = {
  name: 'rekey:missing-translations',
  enforce: 'pre',
  apply: 'serve',
  async transform(source, file) {
    if (!file.endsWith('.po')) return;
    const locale = basename(file, '.po');
    const catalogue = await formatter().parse(source, { locale, sourceLocale: 'en', filename: file });
    const missing = Object.values(catalogue).filter(({ translation }) => !translation);
    for (const { message } of missing) this.warn(`not translated into ${locale}: ${message}`);
  },
};

export default defineConfig(({ command }) => ({
  // The pages are built once for every path of PUBLIC_URL: files name each other relatively, and scripts/build.ts leaves
  // a place for the path in the pages.
  base: './',
  plugins: [
    react(),
    linkPagesInHtml,
    warnOfMissingTranslations,
    notePackages('.vite/packages.json'),
    lingui({
      cwd: import.meta.dirname,
      macroTransform: true,
      failOnMissing: command === 'build',
      failOnCompileError: command === 'build',
    }),
  ],
  resolve: {
    // Of its two builds for browsers, RxJS only gives the smaller one to those who ask for it by this name.
    conditions: ['es2015', ...defaultClientConditions],
    // React has it built in; the substitute is for the versions before 18.
    alias: { 'use-sync-external-store/shim/index.js': 'react' },
  },
  build: {
    target: Object.entries(oldestBrowsers).map(browser => browser.join('')),
    // The policy of the pages forbids data: URLs for everything but images, so nothing is inlined.
    assetsInlineLimit: 0,
    // One small stylesheet for every screen: what was drawn once is never drawn differently later.
    cssCodeSplit: false,
    // The prerendered pages name what they need themselves.
    modulePreload: false,
    manifest: true,
    // A product that shares the origin has its own /assets.
    assetsDir: 'rekey',
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
  // Without it, the development server looks through the playground too, and fails at the workers of its editor.
  optimizeDeps: { entries: ['index.html'] },
}));
