import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that serves HTTP, beside the test. */
export interface ProgramProcess {
  readonly url: string;
  readonly pid: number | undefined;
  /** Sends SIGTERM and waits for the end. */
  close(): Promise<void>;
}

/** Debian keeps servers where users do not look for programs, and `.ci/run` the libraries of those that it unpacks. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return { PATH: `${PATH}:/usr/sbin`, LD_LIBRARY_PATH };
}

/** Whether this machine has a program. */
export function isInstalled(command: string, versionOption: string): boolean {
  try {
    execFileSync(command, [versionOption], { stdio: 'ignore', env: programEnvironment() });
    return true;
  } catch {
    return false;
  }
}

/** Starts a program and waits until it answers at the port. Throws with what it has said where it ends before. */
export async function startProgram(
  command: string,
  args: readonly string[],
  { port, cwd, environment = {} }: { readonly port: number; readonly cwd?: string; readonly environment?: object },
): Promise<ProgramProcess> {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...programEnvironment(), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', chunk => {
    said += chunk;
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${[command, ...args].join(' ')} ended:\n${said}`);
    await sleep(50);
  }
  return {
    url,
    pid: child.pid,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
