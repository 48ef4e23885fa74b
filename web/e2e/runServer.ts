import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built server, running in its own process. */
export interface RunningServer {
  /** Such as http://localhost:41234. */
  readonly origin: string;
  /** Where it listens, on the loopback address, regardless of its public origin. */
  readonly port: number;
  /** Freezes the process, as an overloaded or hanging one is: it accepts connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it, if it has not ended yet. */
  close(): Promise<void>;
}

const built = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));

/**
 * Starts the built server, or another build of it, on a free port with its own database. It sends email to a port of
 * this machine.
 */
export async function runServer(
  mailPort: number,
  environment: Record<string, string> = {},
  main = built,
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-e2e-'));
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      DATABASE_URL: `sqlite:${join(folder, 'rekey.sqlite')}`,
      SECRET_KEY: 'a secret of sixty-four characters that only the tests are using!',
      BCRYPT_COST: '4',
      EMAIL_HOST: '127.0.0.1',
      EMAIL_PORT: String(mailPort),
      EMAIL_USE_TLS: 'false',
      RATE_LIMITS: 'off',
      NOTIFY_NEW_DEVICE: 'off',
      PLAYGROUND: 'off',
      LOG_LEVEL: 'info',
      ...environment,
    },
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const { origin, port } = await addressIn(child);
  return {
    origin,
    port,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async close() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reads the server's output up to the address of the app. */
function addressIn(child: ChildProcess): Promise<{ origin: string; port: number }> {
  return new Promise((resolve, reject) => {
    let output = '';
    function read(chunk: Buffer) {
      output += chunk;
      const port = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      const origin = /App\s+(https?:\/\/\S+)/.exec(output)?.[1];
      if (origin && port) resolve({ origin, port: Number(port) });
    }
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', code => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
}
