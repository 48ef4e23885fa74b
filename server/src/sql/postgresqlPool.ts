import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** The timeouts of work on PostgreSQL, in milliseconds, by the names of the driver's options. */
export interface PoolOptions {
  /** Waiting for a free connection of the pool, or for a new one. */
  readonly connectionTimeoutMillis: number;
  /** One statement, measured by the server, which then cancels it. 0 is for ever. */
  readonly statement_timeout: number;
  /** An idle transaction, measured by the server, which then aborts it: a lost replica must not hold its locks. */
  readonly idle_in_transaction_session_timeout: number;
  /** A query without an answer of the server, measured here. Longer than the statement timeout. 0 is for ever. */
  readonly silenceMs: number;
  readonly keepAlive: boolean;
  readonly application_name: string;
}

/** For requests: a quick error is better than a long wait. */
export const FAIL_FAST: PoolOptions = {
  connectionTimeoutMillis: 2_000,
  statement_timeout: 3_000,
  idle_in_transaction_session_timeout: 10_000,
  silenceMs: 4_000,
  keepAlive: true,
  application_name: 'rekey',
};

/** For migrations and commands: building an index over millions of rows takes as long as it takes. */
export const WAIT_LONG: PoolOptions = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 0,
  idle_in_transaction_session_timeout: 0,
  silenceMs: 0,
  keepAlive: true,
  application_name: 'rekey command',
};

interface PoolClient {
  readonly connection: { readonly stream: Socket };
  release(error?: Error): void;
}

/**
 * Closes a connection whose query got no answer, and all idle ones, which are likely dead too. A network that drops
 * packets closes no connection. Each query on a dead one would wait until TCP gives up, after a quarter of an hour.
 */
export function watchForSilence({ silenceMs }: PoolOptions): (pool: EventEmitter) => void {
  return pool => {
    if (silenceMs === 0) return;
    const open = new Set<PoolClient>();
    const inUse = new Set<PoolClient>();
    const cut = ({ connection }: PoolClient) =>
      connection.stream.destroy(Object.assign(new Error('the database stopped answering'), { code: 'ETIMEDOUT' }));
    pool.on('acquire', (client: PoolClient) => inUse.add(client));
    pool.on('release', (_error: unknown, client: PoolClient) => inUse.delete(client));
    pool.on('connect', (client: PoolClient) => {
      open.add(client);
      const { stream } = client.connection;
      stream.once('close', () => {
        open.delete(client);
        if (inUse.delete(client)) giveBack(client);
      });
      stream.setTimeout(silenceMs).on('timeout', () => {
        if (!inUse.has(client)) return;
        cut(client);
        for (const other of open) if (!inUse.has(other)) cut(other);
      });
    });
  };
}

/**
 * Removes a dead connection from the pool. The query builder does so itself, except in a transaction: when neither
 * commit nor rollback succeeds, it would leak the connection.
 */
function giveBack(client: PoolClient): void {
  client.release(new Error('the connection has ended'));
  client.release = () => {};
}
