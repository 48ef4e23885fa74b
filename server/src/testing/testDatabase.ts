import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';

/** A database for one test alone. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * The kinds of database that the suite can run on; PostgreSQL where TEST_DATABASE=postgresql, which needs
 * TEST_POSTGRES_URL.
 */
export const onPostgresql = process.env.TEST_DATABASE === 'postgresql';

/**
 * An empty database: a SQLite file in the folder, or a PostgreSQL database of its own on the server of
 * TEST_POSTGRES_URL.
 */
export async function createTestDatabase(folder: string): Promise<TestDatabase> {
  if (!onPostgresql) return { url: `sqlite:${join(folder, 'test.sqlite')}`, drop: async () => {} };

  return createDatabaseOfTest();
}

/**
 * Sorts text as the databases of most installations do: by a language, and not by bytes as the test server's own may.
 * Statements that lock rows in an order must agree on it all the same.
 */
const SORTED_BY_LANGUAGE = "template0 locale_provider icu icu_locale 'en-US'";

/** The suite ends no server of PostgreSQL that it has not started itself, so no commit here need wait for the disk. */
async function createDatabaseOfTest(template = SORTED_BY_LANGUAGE): Promise<TestDatabase> {
  const server = postgresqlServer();
  const database = await createPostgresqlDatabase(server, template);
  const name = new URL(database.url).pathname.slice(1);
  await executeOn(server, `alter database ${name} set synchronous_commit = off`);
  return database;
}

function postgresqlServer(): string {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_DATABASE=postgresql needs TEST_POSTGRES_URL');
  return server;
}

/**
 * A database that is migrated already: a copy of the one that the suite has made at its start (migratedTemplate.ts).
 * Outside the suite it is empty, and the server that starts on it migrates it.
 */
export async function createMigratedDatabase(folder: string): Promise<TestDatabase> {
  const template = process.env.TEST_TEMPLATE;
  if (template === undefined) return createTestDatabase(folder);
  if (onPostgresql) return createDatabaseOfTest(template);
  const { url, drop } = await createTestDatabase(folder);
  await copyFile(template, url.slice('sqlite:'.length));
  return { url, drop };
}

/**
 * A database of its own on a PostgreSQL server: empty, or a copy of a template that has no connections. Options of
 * `create database` may follow the template's name.
 */
export async function createPostgresqlDatabase(server: string, template?: string): Promise<TestDatabase> {
  const name = `rekey_test_${randomBytes(6).toString('hex')}`;
  await executeOn(server, `create database ${name}${template === undefined ? '' : ` template ${template}`}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => executeOn(server, `drop database if exists ${name} with (force)`) };
}

async function executeOn(server: string, sql: string): Promise<void> {
  const orm = new MikroORM({ clientUrl: server, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    await orm.em.getConnection().execute(sql);
  } finally {
    await orm.close();
  }
}
