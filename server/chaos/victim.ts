import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in its own process, to be killed. */
export interface Victim {
  /** Where it listens, once it does; undefined when it died before. */
  ready: Promise<string | undefined>;
  kill(): Promise<void>;
  /** Asks it to end (SIGTERM). Returns its exit status. */
  end(): Promise<number | null>;
}

const PRODUCT = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CLOCK = new URL('jumpingClock.ts', import.meta.url).href;

/** Starts the product as it is built. */
export function startVictim(environment: Record<string, string>, jumpingClock: boolean): Victim {
  const options = jumpingClock ? ['--import', CLOCK] : [];
  const child = spawn(process.execPath, [...options, PRODUCT], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    ready: Promise.race([announcedUrl(child), exited.then(() => undefined)]),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async end() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    let said = '';
    child.stdout?.on('data', chunk => {
      said += chunk;
      const port = /http:\/\/[^\s:]+:(\d+)/.exec(said)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
  });
}
