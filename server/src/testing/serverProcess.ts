import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TEST_ENVIRONMENT } from './testApp.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The product as operators run it: a process of its own, from the build. */
export interface ServerProcess {
  /** Where it listens, on the loopback address. */
  readonly url: string;
  /** Everything that it has written so far. */
  output(): string;
  /** Sends a signal and tells with which status the process ended. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly status: number | null }>;
}

/** A process that has ended, or undefined for as long as it has not. */
export interface Ending {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Root may write everywhere, so tests of missing permissions run as another user. */
const UNPRIVILEGED_UID = 65_534;

function launch(environment: Record<string, string>, command: 'node' | 'npm start', uid?: number) {
  if (!existsSync(BUILT)) throw new Error('the server has not been built: npm run build');
  const [file = '', ...args] = command === 'node' ? [process.execPath, BUILT] : ['npm', 'start', '--silent'];
  const child = spawn(file, args, {
    cwd: ROOT,
    ...(uid !== undefined && { uid }),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      ...TEST_ENVIRONMENT,
      LOG_LEVEL: 'info',
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  const ended = new Promise<Ending>(resolve => {
    child.once('close', status => resolve({ status, stdout, stderr }));
  });
  return { child, ended, output: () => stdout + stderr };
}

/** Starts a process that is expected not to come up, and tells how it ended. */
export function failToStart(environment: Record<string, string>, who?: 'without privileges'): Promise<Ending> {
  const uid = who !== undefined && process.getuid?.() === 0 ? UNPRIVILEGED_UID : undefined;
  return launch(environment, 'node', uid).ended;
}

/** Starts a process with the given variables over those of every test, and waits until it serves. */
export async function startServerProcess(
  environment: Record<string, string>,
  command: 'node' | 'npm start' = 'node',
): Promise<ServerProcess> {
  const { child, ended, output } = launch(environment, command);
  const port = await Promise.race([
    new Promise<string>(resolve => {
      child.stdout.on('data', () => {
        const port = /Server listening at http:\/\/[\d.]+:(\d+)/.exec(output())?.[1];
        if (port !== undefined && / is ready\.\n|"msg":"ready"/.test(output())) resolve(port);
      });
    }),
    ended.then(({ stdout, stderr }) => {
      throw new Error(`the server did not start:\n${stdout}${stderr}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
