import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from spawning the process to its first answer. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const PRODUCT = fileURLToPath(new URL('../dist/src/main.js', import.meta.url));

/** What the product is measured with, unless a benchmark says otherwise. Nothing takes the mail, so that only requests are measured. */
const MEASURED = {
  PORT: '0',
  SECRET_KEY: 'a key for measuring that is long enough to be taken',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  PLAYGROUND: 'off',
  EMAIL_HOST: '127.0.0.1',
  EMAIL_PORT: '9',
  EMAIL_USE_TLS: 'false',
};

/** Starts the product, as it is built, over a database of its own. */
export function startProduct(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  const variables = { ...MEASURED, DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite')}`, ...environment };
  return start(PRODUCT, variables, () => rmSync(folder, { recursive: true, force: true }));
}

async function start(file: string, environment: Record<string, string>, cleanUp: () => void): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await announcedUrl(child);
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  });
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - started,
    stop: () =>
      new Promise(resolve => {
        child.once('exit', () => {
          cleanUp();
          resolve();
        });
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
      }),
  };
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', chunk => {
      said += chunk;
      const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(said)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', code => reject(new Error(`the server ended with ${code} before it answered: ${said}`)));
  });
}
