import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { ENTITIES } from '../src/database/entities.ts';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import { schemaDifferences } from '../src/database/schemaDifferences.ts';
import type { Database } from '../src/sql/database.ts';
import { createPostgresqlDatabase } from '../src/testing/testDatabase.ts';

/**
 * `npm run migration -- NameInPascalCase` writes a migration from the newest schema to the entities. It does so for
 * SQLite and PostgreSQL, and adds it to both lists. The newest schema of SQLite is that of a migrated database in
 * memory. That of PostgreSQL is a snapshot which the previous migration wrote, so no server is needed. Where
 * TEST_POSTGRES_URL names a server, the migration is tried there, on a temporary database.
 *
 * `npm run migration -- --snapshot` writes the snapshot anew from the entities: after a merge, or after a migration
 * that was written by hand.
 */

/** What a migration runs, each statement without its semicolon. */
interface Statements {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

const SNAPSHOT = 'snapshot.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folderOf = (kind: string): string => fileURLToPath(new URL(`../migrations/${kind}`, import.meta.url));
const snapshotFile = join(folderOf('postgresql'), SNAPSHOT);

const { positionals, values } = parseArgs({ allowPositionals: true, options: { snapshot: { type: 'boolean' } } });
const [name = ''] = positionals;
if (values.snapshot) {
  await offline(tmpdir(), orm => writeFileSync(snapshotFile, JSON.stringify(orm.schema.getTargetSchema())));
  format([snapshotFile]);
} else if (/^[A-Z][A-Za-z0-9]+$/.test(name)) {
  await createMigration(`M${new Date().toISOString().slice(0, 10).replaceAll('-', '')}${name}`);
} else {
  process.stderr.write('usage: npm run migration -- NameInPascalCase, or npm run migration -- --snapshot\n');
  process.exitCode = 2;
}

async function createMigration(migration: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-migration-'));
  try {
    copyFileSync(snapshotFile, join(folder, SNAPSHOT));
    const sqlite = await changesOfSqlite();
    const postgresql = await changesOfPostgresql(folder);
    await tryOnPostgresql(postgresql);
    const written = [...write('sqlite', migration, sqlite), ...write('postgresql', migration, postgresql)];
    copyFileSync(join(folder, SNAPSHOT), snapshotFile);
    if (written.length > 0) format([...written, snapshotFile]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function changesOfSqlite(): Promise<Statements> {
  const database = await openDatabase({ kind: 'sqlite', file: ':memory:' });
  try {
    await migrateUp(database);
    const { up, down } = await database.schema.getUpdateSchemaMigrationSQL({ wrap: false });
    const changes = { up: statementsOf(up.split(';\n')), down: statementsOf(down.split(';\n')) };
    await requireComplete(database, changes);
    return changes;
  } finally {
    await database.close();
  }
}

/** Compares with the snapshot in the folder, and replaces it by that of the entities. */
function changesOfPostgresql(folder: string): Promise<Statements> {
  return offline(folder, async orm => {
    const { diff } = await orm.migrator.create(folder);
    return { up: statementsOf(diff.up), down: statementsOf(diff.down) };
  });
}

/** Tries the changes on a temporary database, where there is a server. */
async function tryOnPostgresql(changes: Statements): Promise<void> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) {
    process.stdout.write('Not tried on PostgreSQL, since TEST_POSTGRES_URL names no server; npm test does so.\n');
    return;
  }
  const own = await createPostgresqlDatabase(server);
  try {
    const database = await openDatabase({ kind: 'postgresql', url: own.url });
    try {
      await migrateUp(database);
      await requireComplete(database, changes);
    } finally {
      await database.close();
    }
  } finally {
    await own.drop();
  }
}

/** Throws unless the changes bring the database exactly to the entities. */
async function requireComplete(database: Database, { up }: Statements): Promise<void> {
  for (const statement of up) await database.em.fork().execute(statement);
  const left = await schemaDifferences(database);
  if (left) throw new Error(`After these changes the schema still differs from the entities:\n${left}`);
}

/** Writes the migration and adds it to its list. Returns the files that were written. */
function write(kind: 'sqlite' | 'postgresql', migration: string, { up, down }: Statements): string[] {
  if (up.length === 0) {
    process.stdout.write(`Nothing has changed for ${kind}.\n`);
    return [];
  }
  const file = join(folderOf(kind), `${migration}.ts`);
  const list = join(folderOf(kind), 'list.ts');
  writeFileSync(
    file,
    `import { Migration } from '@mikro-orm/migrations';

export class ${migration} extends Migration {
  override name = '${migration}';

  override up(): void {
${calls(up)}
  }

  override down(): void {
${calls(down)}
  }
}
`,
    { flag: 'wx' },
  );
  const named = readFileSync(list, 'utf8')
    .replace(/^(?=import \{ M)/m, `import { ${migration} } from './${migration}.ts';\n`)
    .replace(/,?\s*\];/, `, ${migration}];`);
  writeFileSync(list, named);
  process.stdout.write(`server/migrations/${kind}/${migration}.ts is written, and added to the list.\n`);
  return [file, list];
}

function calls(statements: readonly string[]): string {
  return statements.map(statement => `    this.addSql(${JSON.stringify(statement)});`).join('\n');
}

function statementsOf(parts: readonly string[]): string[] {
  return parts.map(part => part.trim().replace(/;$/, '')).filter(part => part && !/^set names/i.test(part));
}

/** Runs work with the ORM of PostgreSQL without connecting it. The folder holds the snapshot. */
async function offline<Result>(folder: string, work: (orm: MikroORM) => Result | Promise<Result>): Promise<Result> {
  const orm = new MikroORM({
    entities: [...ENTITIES],
    extensions: [Migrator],
    // The ORM asks for a name, and never connects.
    dbName: 'rekey',
    migrations: { path: folder, pathTs: folder, snapshot: true, snapshotName: SNAPSHOT.replace('.json', '') },
  });
  try {
    return await work(orm);
  } finally {
    await orm.close();
  }
}

function format(files: readonly string[]): void {
  execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', ...files], { cwd: root, stdio: 'ignore' });
}
