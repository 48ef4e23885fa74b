/** What a command talks to: handed in, so that a test can be the terminal. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** The data that was asked for, and nothing else. */
  readonly stdout: NodeJS.WritableStream;
  /** Everything that is said about it. */
  readonly stderr: NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
}

/** Writes a line of the data that was asked for. */
export function print(terminal: Pick<Terminal, 'stdout'>, line: string): void {
  terminal.stdout.write(`${line}\n`);
}

/** Says something to the person at the terminal. */
export function say(terminal: Pick<Terminal, 'stderr'>, line: string): void {
  terminal.stderr.write(`${line}\n`);
}
