import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresqlCluster, startPostgresqlCluster } from '../src/testing/postgresqlCluster.ts';
import { startTcpProxy } from '../src/testing/tcpProxy.ts';

/** Two PostgreSQL servers, the second a synchronous standby, behind an address that leads to the primary. */
export interface DatabasePair {
  /** The port of 127.0.0.1 that leads to the primary. */
  readonly port: number;
  /** The primary itself, for those who have to reach it while everything else is cut off. */
  readonly primaryUrl: () => string;
  /** Kills every process of the primary. Connections to it break, and new ones are refused. */
  killPrimary(): Promise<void>;
  /** Promotes the standby and leads new connections to it. Resolves when it takes writes. */
  promoteStandby(): Promise<void>;
  /** Makes a new standby in the place of the server that was killed. Resolves when commits wait for it. */
  rebuildStandby(): Promise<void>;
  close(): Promise<void>;
}

const SETTINGS = ['shared_buffers = 64MB', 'max_connections = 100'];
const IS_SYNCHRONOUS = "select count(*) from pg_stat_replication where state = 'streaming' and sync_state = 'sync'";
/** Each question starts a program. */
const POLL_MS = 250;
const IS_STREAMING = "select count(*) from pg_stat_replication where state = 'streaming'";

/** Starts the pair. Its superuser is `postgres`, without a password. */
export async function startDatabasePair(): Promise<DatabasePair> {
  let primary = await startPostgresqlCluster({ settings: SETTINGS });
  let standby: PostgresqlCluster | undefined;
  let killed: PostgresqlCluster | undefined;
  const proxy = await startTcpProxy('127.0.0.1', primary.port);

  const pair: DatabasePair = {
    port: proxy.port,
    primaryUrl: () => primary.url(),
    killPrimary: () => primary.kill(),
    async promoteStandby() {
      if (!standby) throw new Error('there is no standby');
      await standby.promote();
      killed = primary;
      primary = standby;
      standby = undefined;
      proxy.redirect(primary.port);
    },
    async rebuildStandby() {
      await killed?.close();
      killed = undefined;
      standby = await primary.standby();
      await until(primary, IS_STREAMING);
      // Only now: before, every commit would wait for a standby that is not there.
      await primary.execute("alter system set synchronous_standby_names = 'standby'");
      await primary.execute('select pg_reload_conf()');
      await until(primary, IS_SYNCHRONOUS);
    },
    async close() {
      await proxy.close();
      for (const cluster of [killed, standby, primary]) await cluster?.close();
    },
  };
  await pair.rebuildStandby();
  return pair;
}

async function until(cluster: PostgresqlCluster, query: string): Promise<void> {
  while ((await cluster.execute(query)) !== '1') await sleep(POLL_MS);
}
