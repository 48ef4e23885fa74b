import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../domain/errorMessage.ts';
import type { Log } from '../domain/log.ts';
import type { Database } from './database.ts';
import { isPostgresql } from './isPostgresql.ts';
import { TAKES_NO_WRITES } from './postgresqlPool.ts';

/** Notifies other processes on the same database of new jobs. */
export interface NotificationChannel {
  /**
   * Notifies the others after a short delay, once for many calls. Never throws and never waits. Without it workers poll
   * every few seconds.
   */
  notify(): void;
  close(): Promise<void>;
}

const CHANNEL = 'rekey_mail';
/**
 * Every server holds this advisory lock on the connection that listens, so that commands know whether one runs on the
 * same tables, by any name. No other program on the database may use the first key.
 */
const SERVER_LOCK = 7_235_397;
const TAKE_SERVER_LOCK = `select pg_advisory_lock_shared(${SERVER_LOCK}, hashtext(current_schema()))`;
/** Counts the servers. An oid has no sign, a hash has one. */
export const HOLDERS_OF_SERVER_LOCK = `select count(*) as count from pg_locks
  where locktype = 'advisory' and classid = ${SERVER_LOCK} and objsubid = 2
    and objid::bigint = hashtext(current_schema())::bigint & 4294967295
    and database = (select oid from pg_database where datname = current_database())`;

const TOGETHER_MS = 50;
const RECONNECT_AFTER_MS = 1_000;
/** A listener may receive nothing for hours, so it sends queries to detect a dead connection. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 8_000;

/** The used interface of a connection of the PostgreSQL driver. */
interface Listener {
  query(sql: string): Promise<{ readonly rows: ReadonlyArray<{ readonly readOnly?: boolean }> }>;
  on(event: 'notification', onNotify: (message: { readonly payload?: string }) => void): void;
  once(event: 'end' | 'error', gone: () => void): void;
  release(destroy: true): void;
  readonly connection: { readonly stream: { setTimeout(ms: number): void; destroy(): void } };
}

/** After a failover the same address leads to another server, which is the one that notifications come from. */
async function takesNoWrites(listener: Listener): Promise<boolean> {
  const { rows } = await listener.query(TAKES_NO_WRITES);
  return rows[0]?.readOnly === true;
}

/**
 * A channel on PostgreSQL's LISTEN and NOTIFY, with one connection of the pool held for listening; on SQLite there is
 * no other process to notify. NOTIFY is sent after the commit, as a separate statement. Within a transaction it would
 * serialise all commits of the database.
 */
export function openNotificationChannel(options: {
  readonly database: Database;
  readonly log: Log;
  /** Called when another process notifies, and when listening (again) begins. */
  readonly onNotify: () => void;
}): NotificationChannel {
  const { database, log, onNotify } = options;
  if (!isPostgresql(database.em)) return { notify() {}, close: async () => {} };

  const self = randomUUID();
  const closing = new AbortController();
  let pending: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    const pool = (await database.em.getConnection().getNativeClient()) as unknown as { connect(): Promise<Listener> };
    const listener = await pool.connect();
    const gone = new AbortController();
    const over = AbortSignal.any([gone.signal, closing.signal]);
    for (const event of ['end', 'error'] as const) listener.once(event, () => gone.abort());
    // A query without an answer must not delay the stop.
    closing.signal.addEventListener('abort', () => listener.connection.stream.destroy(), { signal: gone.signal });
    listener.on('notification', ({ payload }) => {
      if (payload !== self) onNotify();
    });
    try {
      listener.connection.stream.setTimeout(SILENCE_MS);
      await listener.query(`listen ${CHANNEL}`);
      await listener.query(TAKE_SERVER_LOCK);
      // Notifications may have been missed while this process did not listen.
      onNotify();
      while (!over.aborted) {
        await sleep(HEARTBEAT_MS, undefined, { signal: over }).catch(() => undefined);
        if (!over.aborted && (await takesNoWrites(listener))) {
          log.warn({}, 'LISTEN connection leads to a server that takes no writes, reconnecting');
          return;
        }
      }
    } finally {
      listener.release(true);
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch(error => {
        if (!closing.signal.aborted) log.warn({ reason: errorMessage(error) }, 'LISTEN connection lost, reconnecting');
      });
      await sleep(RECONNECT_AFTER_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const listening = keepListening();
  return {
    notify() {
      pending ??= setTimeout(() => {
        pending = undefined;
        void database.em
          .fork()
          .execute(`select pg_notify('${CHANNEL}', ?)`, [self])
          .catch(error => log.warn({ reason: errorMessage(error) }, 'failed to NOTIFY other processes; they poll'));
      }, TOGETHER_MS);
    },
    async close() {
      clearTimeout(pending);
      closing.abort();
      await listening;
    },
  };
}
