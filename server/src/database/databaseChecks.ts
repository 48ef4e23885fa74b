import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../sql/database.ts';
import { isDatabaseAway } from '../sql/isDatabaseAway.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { migrationStatus, SQLITE_BUSY_TIMEOUT_MS } from './migrate.ts';

/** Conditions of readiness: each resolves to its problem, or to undefined where there is none. Neither throws. */
export interface DatabaseChecks {
  /** Whether the database takes writes. */
  readonly writes: () => Promise<string | undefined>;
  /** Whether the schema is the one that this code expects. */
  readonly migrations: () => Promise<string | undefined>;
}

/** Many balancers may ask, and strangers; a good answer serves all of them for this long. */
const KEPT_MS = 250;

/** The checks of one database. Questions that come together share one answer. */
export function databaseChecks(database: Database): DatabaseChecks {
  const write = isPostgresql(database.em) ? writeToPostgresql : sqliteWriter();
  return {
    writes: shared(async () => {
      try {
        return await write(database);
      } catch (error) {
        return problemOf(error);
      }
    }),
    migrations: shared(async () => {
      try {
        const pending = (await migrationStatus(database)).filter(({ state }) => state === 'pending');
        return pending.length === 0 ? undefined : `${pending.length} migrations pending`;
      } catch (error) {
        return problemOf(error);
      }
    }),
  };
}

/** One call at a time; the others get its result. A good one is kept for a moment, a bad one is not. */
function shared(check: () => Promise<string | undefined>): () => Promise<string | undefined> {
  let underWay: Promise<string | undefined> | undefined;
  let goodUntil = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() < goodUntil) return Promise.resolve(undefined);
    underWay ??= check()
      .then(problem => {
        if (problem === undefined) goodUntil = performance.now() + KEPT_MS;
        return problem;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
}

/**
 * What a server refuses that takes no writes, in one transaction. A standby refuses the update, though it changes no
 * row. The series is larger than the memory that it gets, so it is written beside the tables and shows whether that
 * disk is full. The message is a record of the log (WAL) and is written through, also to a standby that has to have it.
 * Nothing of this is left behind.
 */
const WRITE_TO_POSTGRESQL = `
  set local work_mem = '64kB';
  update session set last_seen_at = last_seen_at where false;
  select count(*) from generate_series(1, 20000);
  select pg_logical_emit_message(true, 'rekey', 'readiness')`;

async function writeToPostgresql(database: Database): Promise<undefined> {
  await database.em.getConnection().execute(WRITE_TO_POSTGRESQL);
}

/** The used interface of better-sqlite3, which answers at once and blocks the thread meanwhile. */
interface SqliteFile {
  readonly name: string;
  readonly inTransaction: boolean;
  pragma(text: string, options?: { readonly simple: true }): unknown;
  exec(sql: string): void;
}

/** A request that writes needs less; less than this is left for a moment at most. */
const LEAST_FREE_BYTES = 256 * 1024;

/**
 * Writes a number to the file that stands there already, through to the disk, and waits for no one. Another program
 * that is writing is no problem until a request would give up.
 */
function sqliteWriter(): (database: Database) => Promise<string | undefined> {
  let busySince: number | undefined;
  return async database => {
    const file = (await database.em.getConnection().getNativeClient()) as unknown as SqliteFile;
    const { blocks, bavail, bsize } = await statfs(dirname(file.name));
    if (blocks > 0 && bavail * bsize < LEAST_FREE_BYTES) return FULL;
    // Our own transaction has the lock, so the file takes writes.
    if (file.inTransaction) return undefined;
    const patience = file.pragma('busy_timeout', { simple: true });
    try {
      file.pragma('busy_timeout = 0');
      file.exec(`begin immediate; pragma user_version = ${file.pragma('user_version', { simple: true })}; commit`);
      busySince = undefined;
      return undefined;
    } catch (error) {
      if (!/^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error))) throw error;
      busySince ??= performance.now();
      return performance.now() - busySince > SQLITE_BUSY_TIMEOUT_MS ? 'locked by another program' : undefined;
    } finally {
      if (file.inTransaction) file.exec('rollback');
      file.pragma(`busy_timeout = ${patience}`);
    }
  };
}

const FULL = 'its disk is full';
const PROBLEMS: Readonly<Record<string, string>> = {
  25006: 'read-only: a standby, or a server with default_transaction_read_only',
  53100: FULL,
  SQLITE_FULL: FULL,
  '57P03': 'starting up, or shutting down',
  '42P01': 'its tables are missing',
  '42501': 'a privilege is missing',
};

function problemOf(error: unknown): string {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_READONLY')) return 'read-only';
  return PROBLEMS[code] ?? (isDatabaseAway(error) && !code.startsWith('SQLITE') ? 'not reachable' : `failed (${code})`);
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? 'unknown');
}
