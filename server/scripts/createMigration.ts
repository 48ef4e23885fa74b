import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import type { DatabaseLocation } from '../src/sql/database.ts';

/**
 * Writes the migration that takes a database of each kind from the newest migration to the entities as they are now, and names it in the
 * lists. Run as `npm run migration -- NAME`; needs TEST_POSTGRES_URL, an empty database that may be filled and emptied.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [name] = positionals;
const postgresUrl = process.env.TEST_POSTGRES_URL;
if (!name || !/^[A-Z][A-Za-z]+$/.test(name) || !postgresUrl) {
  process.stderr.write('usage: TEST_POSTGRES_URL=postgresql://… npm run migration -- NameInPascalCase\n');
  process.exit(2);
}

const stamp = new Date().toISOString().slice(0, 10).replaceAll('-', '');
const locations: DatabaseLocation[] = [
  { kind: 'sqlite', file: ':memory:' },
  { kind: 'postgresql', url: postgresUrl },
];
for (const location of locations) {
  const database = await openDatabase(location);
  try {
    await migrateUp(database);
    const { up, down } = await database.schema.getUpdateSchemaMigrationSQL({ wrap: false });
    const file = `M${stamp}${name}`;
    writeFileSync(
      new URL(`../migrations/${location.kind}/${file}.ts`, import.meta.url),
      `import { Migration } from '@mikro-orm/migrations';\n\nexport class ${file} extends Migration {\n  override name = '${file}';\n\n  override up(): void {\n${statements(up)}\n  }\n\n  override down(): void {\n${statements(down)}\n  }\n}\n`,
    );
    process.stdout.write(`migrations/${location.kind}/${file}.ts written; name it in list.ts, then: npm run format\n`);
  } finally {
    await database.close();
  }
}

function statements(sql: string): string {
  return sql
    .split(';\n')
    .map(statement => statement.replace(/;\s*$/, '').trim())
    .filter(statement => statement && !/^set names/i.test(statement))
    .map(statement => `    this.addSql(${JSON.stringify(statement)});`)
    .join('\n');
}
