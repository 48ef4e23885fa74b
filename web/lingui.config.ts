import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';
import { languages } from './src/i18n/languages.ts';

export default defineConfig({
  sourceLocale: 'en',
  locales: languages.map(({ tag }) => tag),
  catalogs: [{ path: '<rootDir>/src/i18n/{locale}', include: ['src'] }],
  format: formatter({ lineNumbers: false }),
});
