import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SECRET_KEY } from '../src/testing/manyAccounts.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Milliseconds from spawning the process to its first answer. */
  readonly startMs: number;
  /** Its resident memory now, in megabytes. */
  residentMegabytes(): number;
  /** The processor time that it has taken so far. */
  processorMs(): number;
  stop(): Promise<void>;
}

/** A receiver in a process of its own, of mail or of webhooks, that takes everything and keeps nothing. */
interface Sink {
  readonly port: number;
  stop(): void;
}

/** A look-up that a product can make in a request of its own; `nothing` is none. */
export type LookUp = 'nothing' | 'me' | 'session' | 'kept' | 'headers' | 'token';

const PRODUCT = fileURLToPath(new URL('product.ts', import.meta.url));
const BARE = fileURLToPath(new URL('bareServer.ts', import.meta.url));
const SINK = fileURLToPath(new URL('mailSink.ts', import.meta.url));
const WEBHOOK_SINK = fileURLToPath(new URL('webhookSink.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The environment of the product unless a benchmark changes it. There is no mail server, so that only requests are
 * measured.
 */
const MEASURED = {
  PORT: '0',
  SECRET_KEY,
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  PLAYGROUND: 'off',
  EMAIL_HOST: '127.0.0.1',
  EMAIL_PORT: '9',
  EMAIL_USE_TLS: 'false',
};

/** Starts Apollo Server in Fastify with a mutation that does nothing. */
export function startBareServer(): Promise<ServerProcess> {
  return start([BARE], {}, () => {});
}

/**
 * Starts an Apollo Server as a product has it, with a field for each {@link LookUp}. The folder has session.ts,
 * kept.ts and identity.ts of docs/integrating.md.
 */
export function startOwnerOfRekey(rekey: string, folder: string): Promise<ServerProcess> {
  return start([PRODUCT, folder], { REKEY_URL: rekey }, () => {});
}

/** Starts the product, as it is built; over a database of its own, unless the environment names one. */
export function startProduct(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  const variables = { ...MEASURED, DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite')}`, ...environment };
  return start(productArguments(), variables, () => rmSync(folder, { recursive: true, force: true }));
}

/** Starts a mail server for those benchmarks that send. */
export function startMailSink(): Promise<Sink> {
  return startSink(SINK);
}

/** Starts a receiver of webhooks. */
export function startWebhookSink(): Promise<Sink> {
  return startSink(WEBHOOK_SINK);
}

async function startSink(program: string): Promise<Sink> {
  const sink = fork(program);
  const [port] = (await once(sink, 'message')) as [number];
  return { port, stop: () => void sink.kill() };
}

/** What `npm start` runs Node with. */
function productArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, ...words] = scripts.start.split(' || ')[1]?.split(' ') ?? [];
  return words;
}

async function start(
  words: readonly string[],
  environment: Record<string, string>,
  cleanUp: () => void,
): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
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
    startMs: performance.now() - started,
    residentMegabytes() {
      const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      return Number(kilobytes) / 1024;
    },
    processorMs: () => processorMs(child.pid),
    stop: () =>
      new Promise(resolve => {
        const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
        child.once('exit', () => {
          clearTimeout(tooLong);
          cleanUp();
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

/** The time of user and system of all threads of a process, in milliseconds; the kernel tells it in hundredths of a second. */
export function processorMs(pid: number | undefined): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10;
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
