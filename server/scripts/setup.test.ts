import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const setUp = () => spawnSync(process.execPath, [join(ROOT, 'scripts/setup.mjs')], { encoding: 'utf8' });

it('fetches and builds nothing again where a git checkout has changed the times of files, and not what they hold', () => {
  expect(setUp().status).toBe(0);
  const now = new Date();
  for (const file of ['pnpm-lock.yaml', 'server/src/main.ts', 'web/index.html', 'web/playground/main.tsx'])
    utimesSync(join(ROOT, file), now, now);
  expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
});
