import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTITIES } from '../src/database/entities.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const ACCOUNT = 'server/src/accounts/account.ts';

let tree: string;
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'rekey-migration-test-'));
  const sources = ['server/src', 'server/migrations', 'server/scripts', 'server/package.json', 'package.json'];
  for (const path of [...sources, 'biome.json', '.gitignore']) {
    await cp(join(root, path), join(tree, path), {
      recursive: true,
      filter: file => basename(file) !== 'node_modules',
    });
  }
  for (const path of ['node_modules', 'server/node_modules']) await symlink(join(root, path), join(tree, path));
});
afterAll(() => rm(tree, { recursive: true }));

const textOf = (path: string) => readFile(join(tree, path), 'utf8');

async function createMigration(...args: string[]): Promise<string> {
  const script = join(tree, 'server/scripts/createMigration.ts');
  return (await run(process.execPath, [script, ...args], { cwd: tree })).stdout;
}

/** Migrates an empty database in memory with the migrations of the copy, and gives what the entities still want. */
async function migrateCopy(): Promise<string> {
  const program = `
    import { migrateDown, migrateUp } from './server/src/database/migrate.ts';
    import { openDatabase } from './server/src/database/openDatabase.ts';
    const database = await openDatabase({ kind: 'sqlite', file: ':memory:' });
    await migrateUp(database);
    await migrateDown(database);
    await migrateUp(database);
    process.stdout.write(await database.schema.getUpdateSchemaSQL({ wrap: false }));
    await database.close();`;
  return (await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: tree })).stdout;
}

/** The names of the migrations that were made here, without their date. */
async function listed(kind: string): Promise<string[]> {
  const [, names = ''] = /= \[([^\]]*)\];/.exec(await textOf(`server/migrations/${kind}/list.ts`)) ?? [];
  return [...names.matchAll(/M\d{8}(\w+)/g)].map(([, name = '']) => name);
}

describe('npm run migration', () => {
  it('finds nothing to do where the newest migration is what the entities say', async () => {
    const output = await createMigration('Nothing');
    expect(output).toContain('Nothing has changed for sqlite.');
    expect(output).toContain('Nothing has changed for postgresql.');
    expect(await listed('sqlite')).not.toContain('Nothing');
  });

  it('writes a new column for both kinds of database, and names it in both lists', async () => {
    const before = await textOf(ACCOUNT);
    const column = 'nickname: p.string().length(40).strictNullable().unique(),';
    await writeFile(join(tree, ACCOUNT), before.replace('    lastLoginAt:', `    ${column}\n    lastLoginAt:`));
    const output = await createMigration('Nickname');
    for (const kind of ['sqlite', 'postgresql']) {
      const file = new RegExp(`server/migrations/${kind}/M\\d+Nickname\\.ts`).exec(output)?.[0] ?? '';
      const migration = await textOf(file);
      expect(migration).toMatch(kind === 'sqlite' ? /add column `nickname` text/ : /add "nickname" varchar\(40\)/);
      expect(migration).toMatch(/unique/);
      expect(migration).toMatch(kind === 'sqlite' ? /drop column `nickname`/ : /drop column "nickname"/);
      expect((await listed(kind)).at(-1)).toBe('Nickname');
    }
    expect(await migrateCopy()).toBe('');
  });

  it('goes on from there, and leaves everything as the formatter wants it', async () => {
    const before = await textOf(ACCOUNT);
    await writeFile(
      join(tree, ACCOUNT),
      before
        .replace('.length(40)', '.length(60)')
        .replace('    disabled:', '    motto: p.text().strictNullable(),\n    disabled:'),
    );
    await createMigration('Motto');
    for (const kind of ['sqlite', 'postgresql']) expect((await listed(kind)).slice(-2)).toEqual(['Nickname', 'Motto']);
    expect(await migrateCopy()).toBe('');
    await run(join(root, 'node_modules/.bin/biome'), ['ci', '--error-on-warnings', 'server/migrations'], { cwd: tree });
  });

  it('writes the snapshot anew where it is asked to', async () => {
    const snapshot = 'server/migrations/postgresql/snapshot.json';
    const before = await textOf(snapshot);
    await writeFile(join(tree, snapshot), '{"tables":[],"namespaces":[]}');
    await createMigration('--snapshot');
    expect(JSON.parse(await textOf(snapshot))).toEqual(JSON.parse(before));
  });
});

describe('the snapshot of the schema of PostgreSQL', () => {
  it('is that of the entities; npm run migration -- --snapshot writes it anew', async () => {
    const orm = new MikroORM({ entities: [...ENTITIES], dbName: 'rekey' });
    const snapshot = readFile(new URL('../migrations/postgresql/snapshot.json', import.meta.url), 'utf8');
    expect(JSON.parse(await snapshot)).toEqual(JSON.parse(JSON.stringify(orm.schema.getTargetSchema())));
    await orm.close();
  });
});
