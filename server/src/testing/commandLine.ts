import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { TEST_ENVIRONMENT } from './testApp.ts';
import { createMigratedDatabase, createTestDatabase } from './testDatabase.ts';

/** As set-up builds it. Every command is a process of its own, and from its sources it would take twice as long. */
const MAIN = fileURLToPath(new URL('../../dist/rekey.js', import.meta.url));

/** How a command ended, and what it wrote. */
interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line of an installation of its own: a folder, and a database that a test may share with a product. */
export interface CommandLine {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Runs `rekey` with these arguments, as a process, without a terminal. */
  run(args: readonly string[], options?: { input?: string; environment?: Record<string, string> }): Promise<Ended>;
  close(): Promise<void>;
}

/** Makes an installation without a mail server. Its database is migrated, unless an empty one is asked for. */
export async function openCommandLine(which: 'migrated' | 'empty' = 'migrated'): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-cli-'));
  const database = await (which === 'empty' ? createTestDatabase : createMigratedDatabase)(folder);
  const { EMAIL_HOST: _host, ...withoutMailServer } = TEST_ENVIRONMENT;
  return {
    folder,
    databaseUrl: database.url,
    async run(args, { input = '', environment = {} } = {}) {
      const child = spawn(process.execPath, [MAIN, ...args], {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.url,
          ...withoutMailServer,
          ...environment,
        },
      });
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
