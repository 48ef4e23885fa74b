/** The streams and the environment of a command, injected for tests. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** The requested data, and nothing else. */
  readonly stdout: NodeJS.WritableStream;
  /** Messages to the person. */
  readonly stderr: NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
}

/** Writes a line of data to standard output. */
export function print(terminal: Pick<Terminal, 'stdout'>, line: string): void {
  terminal.stdout.write(`${line}\n`);
}

/** Writes a message to standard error. */
export function say(terminal: Pick<Terminal, 'stderr'>, line: string): void {
  terminal.stderr.write(`${line}\n`);
}
