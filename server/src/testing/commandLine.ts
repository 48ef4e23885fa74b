import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runCli } from '../cli/runCli.ts';
import { TEST_ENVIRONMENT } from './testApp.ts';
import { createMigratedDatabase, createTestDatabase } from './testDatabase.ts';

/** As set-up builds it; from its sources a process would take twice as long. */
const MAIN = fileURLToPath(new URL('../../dist/rekey.js', import.meta.url));

/** How a command ended, and what it wrote. */
interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command reads from standard input, and the variables that differ from those of the installation. */
interface RunOptions {
  readonly input?: string;
  readonly environment?: Record<string, string>;
}

/** The command line of an installation of its own: a folder, and a database that a test may share with a product. */
export interface CommandLine {
  readonly folder: string;
  readonly databaseUrl: string;
  /**
   * Runs `rekey` with these arguments in this process, without a terminal. A process of its own would take most of a
   * second to load.
   */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs `rekey` as people do: as a process, in the folder of this installation. */
  runProcess(args: readonly string[], options?: RunOptions): Promise<Ended>;
  close(): Promise<void>;
}

/** Makes an installation without a mail server. Its database is migrated, unless an empty one is asked for. */
export async function openCommandLine(which: 'migrated' | 'empty' = 'migrated'): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-cli-'));
  const database = await (which === 'empty' ? createTestDatabase : createMigratedDatabase)(folder);
  const { EMAIL_HOST: _host, ...withoutMailServer } = TEST_ENVIRONMENT;
  const environmentWith = (own: Record<string, string>) => ({
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    ...withoutMailServer,
    ...own,
  });
  return {
    folder,
    databaseUrl: database.url,
    async run(args, { input = '', environment = {} } = {}) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const written = Promise.all([text(stdout), text(stderr)]);
      const terminal = { stdin: Readable.from([input]), stdout, stderr, environment: environmentWith(environment) };
      const status = await runCli(args, terminal);
      for (const stream of [stdout, stderr]) stream.end();
      const [out, err] = await written;
      return { status, stdout: out, stderr: err };
    },
    async runProcess(args, { input = '', environment = {} } = {}) {
      const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: environmentWith(environment) });
      const ended = new Promise<number | null>(resolve => child.once('close', resolve));
      // A command that refuses before it reads leaves a broken pipe, which is its right.
      child.stdin.on('error', () => {}).end(input);
      const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { status, stdout, stderr };
    },
    async close() {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
