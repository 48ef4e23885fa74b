import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { openCommandLine } from '../testing/commandLine.ts';
import { openDatabase } from './openDatabase.ts';
import { startDatabase } from './startDatabase.ts';

const FILES = ['rekey.sqlite', 'rekey.sqlite-server', 'rekey.sqlite-wal', 'rekey.sqlite-shm'];

describe('the files of an SQLite database', () => {
  let folder: string;
  let before: number;
  beforeEach(async () => {
    // Every new file is open to every user, unless the code says otherwise.
    before = process.umask(0o000);
    folder = await mkdtemp(join(tmpdir(), 'rekey-modes-'));
    await chmod(folder, 0o777);
  });
  afterEach(async () => {
    process.umask(before);
    await rm(folder, { recursive: true });
  });

  const start = (file: string) => startDatabase(readConfig({ DATABASE_URL: `sqlite:${join(folder, file)}` }));

  async function modes(): Promise<Record<string, string>> {
    const names = (await readdir(folder)).filter(name => name.includes('.sqlite'));
    const entries = names.map(async name => [name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]);
    return Object.fromEntries(await Promise.all(entries));
  }

  it('are their owner’s alone in any folder, while the server runs', async () => {
    const { close } = await start('rekey.sqlite');
    const found = await modes();
    expect(Object.keys(found)).toEqual(expect.arrayContaining(FILES));
    expect(new Set(Object.values(found))).toEqual(new Set(['600']));
    await close();
  });

  it.skipIf(process.platform !== 'linux')(
    'stay locked when the process opens them once more, as its mail thread does',
    async () => {
      const { close } = await start('rekey.sqlite');
      const file = join(folder, 'rekey.sqlite');
      const second = await openDatabase(readConfig({ DATABASE_URL: `sqlite:${file}` }).database);
      // Otherwise another program that reads the database removes the write-ahead log under the running server.
      const { ino } = await stat(file);
      const locks = (await readFile('/proc/locks', 'utf8')).split('\n');
      expect(locks.filter(lock => lock.includes(` READ ${process.pid} `) && lock.includes(`:${ino} `))).toHaveLength(1);
      await second.close();
      await close();
    },
  );

  it('are narrowed where an earlier version has left them open', async () => {
    await (await start('rekey.sqlite')).close();
    for (const name of FILES) {
      await writeFile(join(folder, name), '', { flag: 'a' });
      await chmod(join(folder, name), 0o664);
    }

    const { close } = await start('rekey.sqlite');
    expect(new Set(Object.values(await modes()))).toEqual(new Set(['600']));
    await close();
  });

  it('are their owner’s alone where a command has copied to them', async () => {
    const commands = await openCommandLine();
    await commands.run(['migrate', 'up']);
    for (const args of [
      ['backup', join(folder, 'backup.sqlite')],
      ['copy', '--from', commands.databaseUrl, '--to', `sqlite:${join(folder, 'copy.sqlite')}`],
    ]) {
      expect(await commands.run(['database', ...args])).toMatchObject({ status: 0 });
    }
    expect(new Set(Object.values(await modes()))).toEqual(new Set(['600']));
    await commands.close();
  });
});
