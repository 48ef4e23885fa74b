import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { closedPort } from './smtpSink.ts';

/** PostgreSQL refuses to run as root, so it runs as `nobody` then, whom every system has. */
const NOBODY = 65_534;
const WHO = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Where the programs of the server are; Debian keeps them off the PATH. */
const BIN = [...versions('/usr/lib/postgresql'), ...(process.env.PATH ?? '').split(delimiter)].find(
  folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
);

/** Whether this machine can run a PostgreSQL server of a test's own. Without it, such tests are skipped. */
export const hasPostgresql = BIN !== undefined;

/** A PostgreSQL server of a test's own, on a free port of 127.0.0.1. Its superuser is `postgres`, without a password. */
export interface PostgresqlCluster {
  readonly port: number;
  /** The folder of its socket. */
  readonly folder: string;
  /** The address of a database of it, `postgres` unless named. */
  url(database?: string): string;
  /** Runs statements as the superuser, and returns what psql prints. */
  execute(sql: string, database?: string): Promise<string>;
  /** Writes a file that the server can read, and returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Stops it as at a shutdown (fast), or as by a loss of power (immediate). */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** Kills every process of it at once (SIGKILL), as when its machine dies. Linux alone. */
  kill(): Promise<void>;
  /** Makes a standby take writes. Resolves when it does. */
  promote(): Promise<void>;
  /** Makes a standby of it, which follows it by a replication slot, under the name `standby`. One at a time. */
  standby(): Promise<PostgresqlCluster>;
  close(): Promise<void>;
}

/** How a cluster is set up. */
export interface ClusterOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** pg_hba.conf; by default everyone on this machine may connect. */
  readonly rules?: string;
  /** An existing folder for everything, such as one on a small disk. */
  readonly folder?: string;
}

const TRUST = 'local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 trust\n';

/** Makes a cluster and starts it. */
export async function startPostgresqlCluster(options: ClusterOptions = {}): Promise<PostgresqlCluster> {
  const folder = await folderOf(options);
  await run('initdb', [
    '--pgdata',
    join(folder, 'data'),
    '--auth=trust',
    '--username=postgres',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
    '--wal-segsize=1',
  ]);
  return launch(folder, options);
}

async function folderOf({ folder }: ClusterOptions): Promise<string> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'rekey-pg-')));
  if (WHO.uid !== undefined) await chown(own, WHO.uid, WHO.gid);
  return own;
}

async function launch(folder: string, { settings = [], rules = TRUST }: ClusterOptions): Promise<PostgresqlCluster> {
  const data = join(folder, 'data');
  const port = await closedPort();
  const hba = join(folder, 'hba.conf');
  await writeFile(hba, rules);
  const own = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    `hba_file = '${hba}'`,
    'fsync = off',
    'shared_buffers = 8MB',
    'max_connections = 60',
    ...settings,
  ];
  await writeFile(join(folder, 'own.conf'), own.join('\n'));
  let server: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();

  const cluster: PostgresqlCluster = {
    port,
    folder,
    url: (database = 'postgres') => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    execute: (sql, database = 'postgres') =>
      run('psql', [
        '-h',
        folder,
        '-p',
        String(port),
        '-U',
        'postgres',
        '-d',
        database,
        '-v',
        'ON_ERROR_STOP=1',
        '-Atc',
        sql,
      ]),
    async write(name, text) {
      const file = join(folder, name);
      await writeFile(file, text, { mode: 0o600 });
      if (WHO.uid !== undefined) await chown(file, WHO.uid, WHO.gid);
      return file;
    },
    async start() {
      server = spawn(join(BIN ?? '', 'postgres'), ['-D', data, '-c', `config_file=${join(folder, 'own.conf')}`], {
        ...WHO,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let told = '';
      server.stderr?.on('data', chunk => {
        told += chunk;
      });
      const child = server;
      ended = new Promise(resolve => child.once('exit', resolve));
      while (!(await isReady(folder, port))) {
        if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${told}`);
        await sleep(20);
      }
    },
    async stop(how = 'fast') {
      server?.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await ended;
    },
    async kill() {
      const { pid } = server ?? {};
      if (pid === undefined) return;
      // Stopped first, so that it makes no process that is not in the list, and restarts none.
      process.kill(pid, 'SIGSTOP');
      const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').map(Number);
      for (const each of [pid, ...children.filter(Boolean)]) process.kill(each, 'SIGKILL');
      await ended;
    },
    async promote() {
      await cluster.execute('select pg_promote()');
    },
    async standby() {
      const other = await folderOf({});
      await run('pg_basebackup', [
        '-h',
        folder,
        '-p',
        String(port),
        '-U',
        'postgres',
        '-D',
        join(other, 'data'),
        '--checkpoint=fast',
        '--no-sync',
        '--wal-method=stream',
        '--create-slot',
        '--slot=standby',
      ]);
      await writeFile(join(other, 'data', 'standby.signal'), '');
      return launch(other, {
        rules,
        settings: [
          ...settings,
          `primary_conninfo = 'host=${folder} port=${port} user=postgres application_name=standby'`,
          "primary_slot_name = 'standby'",
        ],
      });
    },
    async close() {
      await cluster.stop('immediate');
      await rm(folder, { recursive: true, force: true });
    },
  };
  await cluster.start();
  return cluster;
}

function versions(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map(version => join(folder, version, 'bin')) : [];
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(BIN ?? '', program), args, { ...WHO, cwd: tmpdir() });
  return stdout.trim();
}

async function isReady(folder: string, port: number): Promise<boolean> {
  try {
    await run('pg_isready', ['-q', '-h', folder, '-p', String(port)]);
    return true;
  } catch {
    return false;
  }
}
