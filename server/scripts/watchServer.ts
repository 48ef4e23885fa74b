import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type RolldownOptions, watch } from 'rolldown';
import config from '../rolldown.config.ts';

/** The server of the dev loop: built again and restarted whenever one of its sources changes. */
export interface WatchedServer {
  /** Resolves once the newest build answers, or once it is clear that it does not start. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Beside `dist`, so that neither `npm start` nor a test meets a build that is under way; as deep, so that paths hold. */
const OUTPUT = 'dist-dev';

/** A server that does not end after this long, in milliseconds, is killed. */
const STOP_WITHIN_MS = 5_000;

const main = fileURLToPath(new URL(`../${OUTPUT}/main.js`, import.meta.url));

/** Builds the server with its sources watched, and runs each build that succeeds. The last good one runs on while one fails. */
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
  // One after the other: the next build may end while a server is still being stopped.
  let newest = firstBuild.promise;

  async function restart(): Promise<void> {
    await stop();
    if (closed) return;
    child = run(environment);
    const ending = once(child, 'exit').then(() => false);
    const started = await Promise.race([answers(environment.PORT ?? '', ending), ending]);
    if (closed) return;
    if (!started) say('The server does not start; what it says is above. It is tried again after the next change.');
    else if (starts > 0) say('The server is restarted.');
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
      await stop();
    },
  };
}

function run(environment: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  // Its log, but not its greeting: the address that it listens on is not the one to open.
  let rest = '';
  child.stdout?.on('data', chunk => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{')) process.stdout.write(`${line}\n`);
  });
  return child;
}

/** Whether a server answers on the port; asks until it does or `ending` is over. */
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
