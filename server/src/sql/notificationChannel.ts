import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import type { Database } from './database.ts';
import { isPostgresql } from './isPostgresql.ts';

/** Tells the postmen of other processes on the same database that there is mail. */
export interface NotificationChannel {
  /** Rings, soon: many calls within a moment ring once. Never throws and never waits; without a bell the postmen look every few seconds. */
  ring(): void;
  close(): Promise<void>;
}

const CHANNEL = 'rekey_mail';
const TOGETHER_MS = 50;
const RECONNECT_AFTER_MS = 1_000;
/** A listener hears nothing for hours, so it asks something itself to find out whether its connection lives. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 30_000;

/** What is needed of a connection of the PostgreSQL driver. */
interface Listener {
  query(sql: string): Promise<unknown>;
  on(event: 'notification', heard: (message: { readonly payload?: string }) => void): void;
  once(event: 'end' | 'error', gone: () => void): void;
  release(destroy: true): void;
  readonly connection: { readonly stream: { setTimeout(ms: number): void } };
}

/**
 * A bell on PostgreSQL's LISTEN and NOTIFY, with one connection of the pool held for listening; on SQLite there is nobody to ring for. It is
 * rung after the commit, by a statement of its own: NOTIFY within a transaction makes all commits of the database wait for each other.
 */
export function openNotificationChannel(options: {
  readonly database: Database;
  readonly log: Log;
  readonly heard: () => void;
}): NotificationChannel {
  const { database, log, heard } = options;
  if (!isPostgresql(database.em)) return { ring() {}, close: async () => {} };

  const self = randomUUID();
  const closing = new AbortController();
  let ringing: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    const pool = (await database.em.getConnection().getNativeClient()) as unknown as { connect(): Promise<Listener> };
    const listener = await pool.connect();
    const gone = new AbortController();
    const over = AbortSignal.any([gone.signal, closing.signal]);
    for (const event of ['end', 'error'] as const) listener.once(event, () => gone.abort());
    listener.on('notification', ({ payload }) => {
      if (payload !== self) heard();
    });
    try {
      listener.connection.stream.setTimeout(SILENCE_MS);
      await listener.query(`listen ${CHANNEL}`);
      // Whatever was rung while nobody listened.
      heard();
      while (!over.aborted) {
        await sleep(HEARTBEAT_MS, undefined, { signal: over }).catch(() => undefined);
        if (!over.aborted) await listener.query('select 1');
      }
    } finally {
      listener.release(true);
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch(() => log.warn({}, 'the bell of the mail queue is lost and will be looked for again'));
      await sleep(RECONNECT_AFTER_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const listening = keepListening();
  return {
    ring() {
      ringing ??= setTimeout(() => {
        ringing = undefined;
        void database.em
          .fork()
          .execute(`select pg_notify('${CHANNEL}', ?)`, [self])
          .catch(() => undefined);
      }, TOGETHER_MS);
    },
    async close() {
      clearTimeout(ringing);
      closing.abort();
      await listening;
    },
  };
}
