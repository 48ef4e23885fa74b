import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNotificationChannel } from '../sql/notificationChannel.ts';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../testing/pgbouncer.ts';
import { hasPostgresql, type PostgresqlCluster, startPostgresqlCluster } from '../testing/postgresqlCluster.ts';
import { migrateDown, migrateUp } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';
import { serverConnections } from './serverConnections.ts';

const CAN_RUN = hasPostgresql && hasPgBouncer;
const SKIPPED = CAN_RUN ? '' : ' (skipped: initdb, postgres and pgbouncer are not on this machine)';

describe.skipIf(!CAN_RUN)(`PgBouncer that pools by transaction${SKIPPED}`, () => {
  let cluster: PostgresqlCluster;
  let pooler: PgBouncer;
  beforeAll(async () => {
    cluster = await startPostgresqlCluster();
    pooler = await startPgBouncer(cluster.port);
  });
  afterAll(async () => {
    await pooler.close();
    await cluster.close();
  });

  const open = (url: string) => openDatabase({ kind: 'postgresql', url }, { poolSize: 3 });
  /** As PgBouncer itself does with a connection that is old, or was idle for long. */
  const endItsConnections = () =>
    cluster.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rekey'");

  it('lets the database be migrated up and down', async () => {
    const database = await openDatabase({ kind: 'postgresql', url: pooler.url() });
    const migrated = await migrateUp(database);
    expect(await migrateDown(database)).toEqual(migrated.slice(-1));
    expect(await migrateUp(database)).toEqual(migrated.slice(-1));
    await database.close();
  });

  it('lets a server wait while another migrates, longer than the role may take for a statement', async () => {
    await cluster.execute('create database patient');
    await cluster.execute("alter role postgres in database patient set statement_timeout = '100ms'");
    const locks = (granted: boolean) => () =>
      cluster.execute(`select count(*) from pg_locks where locktype = 'advisory' and granted = ${granted}`);
    const migrating = cluster.execute(
      'set statement_timeout = 0; begin; select pg_advisory_xact_lock(7235396712); select pg_sleep(60); commit',
      'patient',
    );
    const database = await openDatabase({ kind: 'postgresql', url: pooler.url('patient') });
    await expect.poll(locks(true)).toBe('1');
    const migrated = migrateUp(database);
    await expect.poll(locks(false)).toBe('1');
    // Beyond what the role may take.
    await sleep(200);
    const ended = expect(migrating).rejects.toThrow();
    await cluster.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted");
    await ended;
    expect(await migrated).not.toEqual([]);
    await database.close();
  });

  it('loses what a server holds on its connection, which the server takes again and tells once', async () => {
    const [database, direct] = [await open(pooler.url()), await open(`${cluster.url()}?application_name=other`)];
    const warnings: string[] = [];
    let told = Promise.withResolvers<void>();
    const warn = (_fields: object, message: string) => {
      warnings.push(message);
      told.resolve();
    };
    const listening = Promise.withResolvers<void>();
    const log = { info() {}, warn, error() {} };
    const channel = openNotificationChannel({ database, log, onNotify: listening.resolve });
    await listening.promise;
    expect(await serverConnections(direct)).toBe(1);

    await endItsConnections();
    await told.promise;
    expect(await serverConnections(direct)).toBe(1);

    told = Promise.withResolvers();
    await endItsConnections();
    while ((await serverConnections(direct)) !== 1) await sleep(50);
    expect(warnings).toEqual([expect.stringContaining('pools by transaction')]);
    await channel.close();
    await Promise.all([database.close(), direct.close()]);
  });

  it('keeps no schema of DATABASE_URL, so that is refused with what to do instead', async () => {
    await expect(open(`${pooler.url()}?schema=login`)).rejects.toThrow(/alter role NAME set search_path/);
    await cluster.execute('create database shared');
    await cluster.execute('create schema login', 'shared');
    await cluster.execute('alter role postgres in database shared set search_path = login');
    const database = await open(pooler.url('shared'));
    await migrateUp(database);
    const schemas = await cluster.execute("select schemaname from pg_tables where tablename = 'account'", 'shared');
    expect(schemas).toBe('login');
    await database.close();
  });
});
