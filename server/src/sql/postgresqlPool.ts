import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** One way to connect: in the clear, or by TLS. */
export type Encryption = false | ConnectionOptions;

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

/** The used interface of the pool of the PostgreSQL driver. */
export interface Pool extends EventEmitter {
  readonly options: { ssl?: Encryption };
  /** Whether it is being closed. It ends when every connection has been given back. */
  readonly ending: boolean;
  /** Reads the options before it returns, and calls back with an error or a connection. */
  newClient(request: ConnectionRequest): void;
  connect(): Promise<PoolClient>;
}

interface ConnectionRequest {
  callback(error: Error | undefined, ...connection: unknown[]): void;
}

interface PoolClient {
  readonly connection: EventEmitter<{ errorMessage: [{ readonly code?: string }] }> & { readonly stream: Socket };
  query(
    text: string,
  ): Promise<{ readonly rows: ReadonlyArray<{ readonly readOnly?: boolean; readonly pid?: number }> }>;
  release(error?: Error): void;
}

/**
 * What a server or pooler answers that wants the other way to connect: it has no TLS, no rule for such a connection in
 * pg_hba.conf (28000), or says so in its own words (08P01). A handshake that fails has a code of TLS.
 */
const OTHER_WAY = /^(?:28000|08P01|08004|EPROTO|ERR_SSL_\w+)$/;
const WITHOUT_TLS = /does not support SSL/;

/** Makes each connection in the first of these ways that the server takes. Other failures are not tried again. */
export function connectInOrder(pool: Pool, [first, ...others]: readonly [Encryption, ...Encryption[]]): void {
  const connect = pool.newClient.bind(pool);
  const tryEach = (request: ConnectionRequest, encryption: Encryption, rest: readonly Encryption[]): void => {
    const { callback } = request;
    const [next, ...later] = rest;
    request.callback = (error, ...connection) => {
      request.callback = callback;
      if (error && next !== undefined && isOtherWayWanted(error)) tryEach(request, next, later);
      else request.callback(error, ...connection);
    };
    pool.options.ssl = encryption;
    connect(request);
  };
  pool.newClient = request => tryEach(request, first, others);
}

function isOtherWayWanted(error: Error & { readonly code?: string }): boolean {
  return OTHER_WAY.test(error.code ?? '') || WITHOUT_TLS.test(error.message);
}

/**
 * What a server answers that takes no writes any more, or is about to end: a standby or a server set to read-only
 * (25006), a shutdown, a crash, a start (57P0x). After a failover the same address leads to another server.
 */
const UNFIT = /^(?:25006|57P0\d)$/;

/**
 * Replaces connections that are of no use any more. Those whose server answers that it cannot write are closed as soon
 * as they are given back. Those that get no answer are closed at once: a network that drops packets closes none, and
 * each query would wait until TCP gives up, after a quarter of an hour. Idle ones are closed too, since they lead to
 * the same server.
 */
export function replaceUnfit(pool: Pool, { silenceMs }: Pick<PoolOptions, 'silenceMs'>): void {
  const open = new Set<PoolClient>();
  const inUse = new Set<PoolClient>();
  const cut = ({ connection }: PoolClient) =>
    connection.stream.destroy(Object.assign(new Error('the database stopped answering'), { code: 'ETIMEDOUT' }));
  const cutIdle = () => {
    for (const client of open) if (!inUse.has(client)) cut(client);
  };
  pool.on('acquire', (client: PoolClient) => inUse.add(client));
  pool.on('release', (_error: unknown, client: PoolClient) => inUse.delete(client));
  pool.on('connect', (client: PoolClient) => {
    open.add(client);
    const { connection } = client;
    const { stream } = connection;
    connection.on('errorMessage', ({ code }) => {
      if (!inUse.has(client) || !UNFIT.test(code ?? '')) return;
      const { release } = client;
      client.release = error => release(error ?? new Error(`the database answered ${code}`));
      cutIdle();
    });
    stream.once('close', () => {
      open.delete(client);
      if (inUse.delete(client)) giveBack(client);
    });
    if (silenceMs === 0) return;
    stream.setTimeout(silenceMs).on('timeout', () => {
      if (!inUse.has(client)) return;
      cut(client);
      cutIdle();
    });
  });
}

/** For so long a connection counts as one to a server that takes writes. */
const FIT_FOR_MS = 2_000;

/** A column `readOnly`: whether the server takes no writes, as a standby or by its settings. */
export const TAKES_NO_WRITES = `select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as "readOnly"`;

/**
 * Asks the server of a connection before it is used again after a while, and replaces it where that takes no writes.
 * Without this, reading alone would go on with a server that is no longer the primary: the mail worker would find no
 * jobs there, and sessions that have ended would live. A new connection is taken as it is, since there is no other.
 */
export function checkBeforeUse(pool: Pool): void {
  const fitUntil = new WeakMap<PoolClient, number>();
  const trust = (client: PoolClient) => fitUntil.set(client, performance.now() + FIT_FOR_MS);
  pool.on('connect', trust);
  const connect = pool.connect.bind(pool);
  pool.connect = async () => {
    for (;;) {
      const client = await connect();
      if (performance.now() < (fitUntil.get(client) ?? 0)) return client;
      try {
        const { rows } = await client.query(TAKES_NO_WRITES);
        if (rows[0]?.readOnly !== true) {
          trust(client);
          return client;
        }
        client.release(new Error('the server takes no writes'));
      } catch (error) {
        client.release(error as Error);
        throw error;
      }
    }
  };
}

/**
 * Gives back a connection that comes when the pool is being closed already, and throws. The query builder would fail
 * and keep it, and the pool would wait for it for ever.
 */
export function refuseWhileClosing(pool: Pool): void {
  const connect = pool.connect.bind(pool);
  pool.connect = async () => {
    const client = await connect();
    if (!pool.ending) return client;
    client.release();
    throw new Error('the database is being closed');
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

const PROBES = 5;

/**
 * Whether a pooler gives each transaction another connection of the server, so that what is set on one is lost. True is
 * certain. False is not where others use the pooler at the same moment, so it is tried several times.
 */
export async function isPooledByTransaction(pool: Pick<Pool, 'connect'>): Promise<boolean> {
  const one = await pool.connect();
  // A pool whose connections are not all given back could not be closed.
  const other = await pool.connect().catch(error => {
    one.release();
    throw error;
  });
  const pidOf = async (client: PoolClient) => (await client.query('select pg_backend_pid() as pid')).rows[0]?.pid;
  try {
    const pids = new Set<number | undefined>();
    for (let probe = 0; probe < PROBES; probe++) {
      pids.add(await pidOf(one));
      // A pooler gives the connection that was just in use to the next transaction, and another to the one after it.
      await other.query('begin');
      const taken = await pidOf(other);
      pids.add(await pidOf(one));
      await other.query('rollback');
      if (pids.size > 1 || pids.has(taken)) return true;
    }
    return false;
  } finally {
    one.release();
    other.release();
  }
}
