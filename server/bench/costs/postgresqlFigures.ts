import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/sql/database.ts';
import type { PostgresqlCluster } from '../../src/testing/postgresqlCluster.ts';

/** What has been done so far. */
export interface Snapshot {
  readonly statements: number;
  /** A position in the write-ahead log. */
  readonly log: string;
  /** The number of rows of each table; empty where counting them takes too long. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A table that was filled with one row for each account. */
export interface TableSize {
  readonly table: string;
  /** Of a row, its part of every index included. */
  readonly bytesPerRow: number;
  /** The bytes of each index for a row. */
  readonly indexes: Readonly<Record<string, number>>;
}

/** How often rows of a table were changed. */
export interface TableUpdates {
  readonly table: string;
  readonly updates: number;
  /** Those in which no index took part (heap-only tuples). */
  readonly hot: number;
}

const TABLES = ['account', 'session', 'security_event', 'mail_job', 'rate_limit', 'address_change', 'closed_address'];

/** Statements, log and rows of a database. Statements of the measurement itself are not counted. */
export async function snapshotOf(database: Database, options: { readonly countsRows: boolean }): Promise<Snapshot> {
  const em = database.em.fork();
  const counts = options.countsRows ? TABLES.map(table => `, (select count(*)::int from ${table}) as ${table}`) : [];
  const [row]: Array<Record<string, unknown>> = await em.execute(
    `select pg_current_wal_flush_lsn()::text as log, (
       select sum(calls)::int from pg_stat_statements
       where query not like '%pg_stat_statements%' and query not like '%as jobs from mail_job where state%'
     ) as statements${counts.join('')}`,
  );
  const { log, statements, ...rows } = row ?? {};
  return { log: String(log), statements: Number(statements), rows: rows as Record<string, number> };
}

/** Bytes of the log between two positions: those of the changes, and those of whole pages after a checkpoint. */
export async function logBytes(database: Database, from: string, to: string) {
  if (from === to) return { changes: 0, pages: 0 };
  const [row]: Array<{ changes: string; pages: string }> = await database.em
    .fork()
    .execute('select sum(record_size) as changes, sum(fpi_size) as pages from pg_get_wal_stats(?::pg_lsn, ?::pg_lsn)', [
      from,
      to,
    ]);
  return { changes: Number(row?.changes), pages: Number(row?.pages) };
}

/** The processor time of all processes of a cluster, in milliseconds. */
export function clusterProcessorMs(cluster: PostgresqlCluster): number {
  const [postmaster = ''] = readFileSync(join(cluster.folder, 'data', 'postmaster.pid'), 'utf8').split('\n');
  // Processes that have ended are in the figures of the postmaster.
  let hundredths = ticksOf(postmaster, 4);
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const [, , parent] = statOf(pid);
      if (parent === postmaster) hundredths += ticksOf(pid, 2);
    } catch {
      // It has ended meanwhile.
    }
  }
  return hundredths * 10;
}

/** User and system time, and with 4 those of children that have ended. */
function ticksOf(pid: string, figures: 2 | 4): number {
  return statOf(pid)
    .slice(12, 12 + figures)
    .reduce((sum, figure) => sum + Number(figure), 0);
}

/** The fields of /proc/PID/stat from the name of the program on, which may hold spaces. */
function statOf(pid: string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return ['', ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
}

/** What the rows of each table take, where it has any. */
export async function sizesOf(cluster: PostgresqlCluster): Promise<TableSize[]> {
  const rows = await lines(
    cluster,
    `select relname, pg_total_relation_size(c.oid) / reltuples, (
       select json_object_agg(indexrelid::regclass::text, pg_relation_size(indexrelid) / c.reltuples)
       from pg_index where indrelid = c.oid and pg_relation_size(indexrelid) > 8192
     )
     from pg_class c where relname in (${TABLES.map(table => `'${table}'`).join(', ')}) and reltuples > 0 order by 1`,
  );
  return rows.map(([table = '', bytesPerRow, indexes = '{}']) => ({
    table,
    bytesPerRow: Number(bytesPerRow),
    indexes: JSON.parse(indexes),
  }));
}

/** The updates of each table, when all other connections are closed: only then are the statistics complete. */
export async function updatesOf(cluster: PostgresqlCluster): Promise<TableUpdates[]> {
  await sleep(1_000);
  const rows = await lines(
    cluster,
    'select relname, n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where n_tup_upd > 0 order by 1',
  );
  return rows.map(([table = '', updates, hot]) => ({ table, updates: Number(updates), hot: Number(hot) }));
}

/** The indexes that no statement has used. */
export async function unusedIndexesOf(cluster: PostgresqlCluster): Promise<string[]> {
  const rows = await lines(
    cluster,
    `select indexrelname from pg_stat_user_indexes where idx_scan = 0 and relname <> 'mikro_orm_migrations' order by 1`,
  );
  return rows.map(([index = '']) => index);
}

async function lines(cluster: PostgresqlCluster, sql: string): Promise<string[][]> {
  const printed = await cluster.execute(sql, 'rekey');
  return printed
    .split('\n')
    .filter(Boolean)
    .map(line => line.split('|'));
}
