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
const TAKE_SERVER_LOCK = `pg_advisory_lock_shared(${SERVER_LOCK}, hashtext(current_schema()))`;
/** An oid has no sign, a hash has one. */
const HOLDERS = `from pg_locks
  where locktype = 'advisory' and classid = ${SERVER_LOCK} and objsubid = 2
    and objid::bigint = hashtext(current_schema())::bigint & 4294967295
    and database = (select oid from pg_database where datname = current_database())`;
/** Counts the servers. */
export const HOLDERS_OF_SERVER_LOCK = `select count(*) as count ${HOLDERS}`;
/**
 * What the heartbeat asks. `kept` is whether the connection still holds the lock; otherwise it takes it again. A pooler
 * that pools by transaction gives the statement to any connection of its own, and that one has neither lock nor LISTEN.
 */
const HEARTBEAT = `select state.*, case when not kept then ${TAKE_SERVER_LOCK} end
  from (${TAKES_NO_WRITES}, exists (select ${HOLDERS} and pid = pg_backend_pid()) as kept) as state`;

const TOGETHER_MS = 50;
const RECONNECT_AFTER_MS = 1_000;
/** A listener may receive nothing for hours, so it sends queries to detect a dead connection. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 8_000;

/** The used interface of a connection of the PostgreSQL driver. */
interface Listener {
  query(
    sql: string,
  ): Promise<{ readonly rows: ReadonlyArray<{ readonly readOnly?: boolean; readonly kept?: boolean }> }>;
  on(event: 'notification', onNotify: (message: { readonly payload?: string }) => void): void;
  once(event: 'end' | 'error', gone: () => void): void;
  release(destroy: true): void;
  readonly connection: { readonly stream: { setTimeout(ms: number): void; destroy(): void } };
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
  let isPooledByTransaction = false;

  function tellPooledByTransaction(): void {
    if (isPooledByTransaction) return;
    isPooledByTransaction = true;
    log.warn({}, 'LISTEN is lost between statements, as by a pooler that pools by transaction; workers poll');
  }

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
      await listener.query(`select ${TAKE_SERVER_LOCK}`);
      // Notifications may have been missed while this process did not listen.
      onNotify();
      while (!over.aborted) {
        await sleep(HEARTBEAT_MS, undefined, { signal: over }).catch(() => undefined);
        if (over.aborted) return;
        const [state] = (await listener.query(HEARTBEAT)).rows;
        // After a failover the same address leads to another server, which is the one that notifications come from.
        if (state?.readOnly) {
          log.warn({}, 'LISTEN connection leads to a server that takes no writes, reconnecting');
          return;
        }
        if (!state?.kept) tellPooledByTransaction();
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
