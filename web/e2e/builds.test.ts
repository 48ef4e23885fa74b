import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtAt, removeOlderBuilds } from '../scripts/removeOlderBuilds.ts';

it('a build keeps the files of the one before, and no older ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-builds-'));
  await mkdir(join(folder, 'rekey'));
  const write = async (day: number, ...names: string[]) => {
    for (const name of names) {
      await writeFile(join(folder, name), name);
      await utimes(join(folder, name), new Date(2026, 0, day), new Date(2026, 0, day));
    }
  };
  expect(await builtAt(folder)).toBeUndefined();
  await write(1, 'index.html', 'gone.html', 'rekey/shell-1.js', 'rekey/shell-1.js.br');
  await write(2, 'index.html', 'rekey/shell-2.js', 'rekey/shell-2.js.br');
  const before = await builtAt(folder);
  await write(3, 'index.html', 'rekey/shell-3.js');
  await removeOlderBuilds(folder, before ?? 0);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(
    ['index.html', 'rekey', 'rekey/shell-2.js', 'rekey/shell-2.js.br', 'rekey/shell-3.js'].map(name => join(name)),
  );
  await rm(folder, { recursive: true });
});
