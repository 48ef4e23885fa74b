import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type RolldownOptions, watch } from 'rolldown';
import config from '../rolldown.config.ts';

/** The server of the dev loop: rebuilt and restarted when its sources change. */
export interface WatchedServer {
  /** Resolves once the newest build answers, or fails to start. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Not `dist`, which `npm start` and tests use. At the same depth, so that relative paths are the same. */
const OUTPUT = 'dist-dev';

/** How long a server may take to stop before it is killed, in milliseconds. */
const STOP_WITHIN_MS = 5_000;

const main = fileURLToPath(new URL(`../${OUTPUT}/main.js`, import.meta.url));

/**
 * Watches and builds the server, and runs each build that succeeds. While a build fails, the previous one keeps
 * running.
 */
export function watchServer(options: {
  /** Of the process; PORT names the port, since it is the same one after every restart. */
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}): WatchedServer {
  const { environment, say } = options;
  let child: ChildProcess | undefined;
  let starts = 0;
  let closed = false;
  const firstBuild = Promise.withResolvers<void>();
  // Restarts queue up: the next build may finish while a server is still stopping.
  let newest = firstBuild.promise;

  async function restart(): Promise<void> {
    if (closed) return;
    await stop();
    if (closed) return;
    child = run(environment);
    const ending = once(child, 'exit').then(() => false);
    const started = await Promise.race([answers(environment.PORT ?? '', ending), ending]);
    if (closed) return;
    if (!started) say('The server did not start; see above. The next change tries again.');
    else if (starts > 0) say('Server restarted.');
    starts += 1;
  }

  async function stop(): Promise<void> {
    const old = child;
    child = undefined;
    if (!old || old.exitCode !== null || old.signalCode !== null) return;
    const ended = once(old, 'exit');
    old.kill('SIGINT');
    const timer = setTimeout(() => old.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  const { output, ...input } = config as RolldownOptions;
  const watcher = watch({ ...input, output: { ...output, dir: OUTPUT, cleanDir: false } });
  watcher.on('event', async event => {
    if (event.code === 'BUNDLE_END') {
      await event.result.close();
      newest = newest.then(restart);
      firstBuild.resolve();
    }
    if (event.code === 'ERROR') {
      await event.result?.close();
      say(`The server cannot be built: ${event.error instanceof Error ? event.error.message : event.error}`);
      firstBuild.resolve();
    }
  });

  return {
    async ready() {
      await firstBuild.promise;
      await newest;
    },
    async close() {
      closed = true;
      await watcher.close();
      firstBuild.resolve();
      // A restart may be stopping the server just now.
      await Promise.allSettled([stop(), newest]);
    },
  };
}

function run(environment: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  // The log lines only: the greeting names an address that is not the one to open.
  let rest = '';
  child.stdout?.on('data', chunk => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{')) process.stdout.write(`${line}\n`);
  });
  return child;
}

/** Whether a server answers on the port. Asks until it does, or until `ending` resolves. */
async function answers(port: string, ending: Promise<unknown>): Promise<boolean> {
  let over = false;
  void ending.then(() => {
    over = true;
  });
  while (!over) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return false;
}
