import { spawnSync } from 'node:child_process';

/** The package manager, in the version that wrote the lock file. npx fetches it once. */
export const PNPM = 'pnpm@12.21.0';

/** Runs a command of pnpm in a folder. Its output comes back as text, which is large for lists of packages. */
export function pnpm(folder, ...args) {
  return spawnSync('npx', ['--yes', '--prefer-offline', PNPM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    // A command of Windows is a script.
    shell: process.platform === 'win32',
  });
}
