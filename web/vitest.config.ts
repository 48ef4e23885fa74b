import { lingui } from '@lingui/vite-plugin';
import { defineConfig } from 'vitest/config';
import { promises } from '../server/scripts/promises.ts';

export default defineConfig({
  plugins: [lingui({ cwd: import.meta.dirname, macroTransform: true })],
  test: {
    tags: [...promises],
    include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'],
    globalSetup: 'e2e/unpackBrowser.ts',
    // A browser, a server and a mail sink for each file; on a small machine more of them would only wait for each
    // other.
    maxWorkers: 2,
    // Going through every state of every screen takes its time on a machine that has other things to do.
    testTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 240_000,
  },
});
