import { spawn } from 'node:child_process';

/** A program of the guide that serves HTTP. */
export interface ProgramProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Runs a program in its folder, and waits until it serves at the port. */
export async function startProgram(folder: string, file: string, port: number): Promise<ProgramProcess> {
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', chunk => {
    said += chunk;
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const serves = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await serves())) {
    if (child.exitCode !== null) throw new Error(`${file} ended:\n${said}`);
  }
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
