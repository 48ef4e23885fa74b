import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled, programEnvironment } from './programProcess.ts';
import { closedPort } from './smtpSink.ts';

/** Whether this machine has PgBouncer. */
export const hasPgBouncer = isInstalled('pgbouncer', '--version');

/** A PgBouncer that pools by transaction. */
export interface PgBouncer {
  /** The address of a database, `postgres` unless named. */
  url(database?: string): string;
  close(): Promise<void>;
}

/** It refuses to run as root, as PostgreSQL does. */
const NOBODY = 65_534;
const WHO = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * Starts PgBouncer before the PostgreSQL server at this port of 127.0.0.1, with the settings of docs/operations.md. The
 * role is `postgres`, without a password.
 */
export async function startPgBouncer(databasePort: number): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-pgbouncer-'));
  await chmod(folder, 0o755);
  const port = await closedPort();
  const [users, settings] = [join(folder, 'users.txt'), join(folder, 'pgbouncer.ini')];
  const lines = [
    '[databases]',
    `* = host=127.0.0.1 port=${databasePort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = trust',
    `auth_file = ${users}`,
    'max_client_conn = 200',
    'pool_mode = transaction',
    'ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout',
    'server_login_retry = 1',
  ];
  await writeFile(users, '"postgres" ""\n');
  await writeFile(settings, `${lines.join('\n')}\n`);
  const child = spawn('pgbouncer', ['--quiet', settings], {
    ...WHO,
    env: programEnvironment(),
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  while (!(await listensAt(port))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with status ${child.exitCode}`);
    await sleep(20);
  }
  return {
    url: (database = 'postgres') => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    async close() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function listensAt(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const tell = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}
