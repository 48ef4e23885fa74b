import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** How long the parts of one piece of work on PostgreSQL may take, in milliseconds, under the names that its driver gives them. */
export interface PoolOptions {
  /** Waiting for a free connection of the pool, or for a new one. */
  readonly connectionTimeoutMillis: number;
  /** One statement, counted by the server, which then cancels it. 0 is for ever. */
  readonly statement_timeout: number;
  /** A transaction between two statements, counted by the server, which then ends it: a lost replica must not hold its locks. */
  readonly idle_in_transaction_session_timeout: number;
  /** Silence of the server while something is asked of it. Longer than the statement may take. 0 is for ever. */
  readonly silenceMs: number;
  readonly keepAlive: boolean;
  readonly application_name: string;
}

/** For requests: whoever waits for an answer is better told to come back than left waiting. */
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
 * Cuts a connection on which the server has fallen silent while something was asked of it, and with it those that nobody uses, which go the
 * same way. A network that swallows packets closes nothing, and without this every query on such a connection, one after the other, would
 * wait for as long as TCP tries: a quarter of an hour.
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
 * Gives a dead connection back to the pool. The query builder above does so itself, except where a transaction ends in it: neither the commit
 * nor the rollback gets through, and the place in the pool would be lost for ever.
 */
function giveBack(client: PoolClient): void {
  client.release(new Error('the connection has ended'));
  client.release = () => {};
}
