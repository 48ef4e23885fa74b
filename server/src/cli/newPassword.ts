import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandError } from './commandError.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks for a new password twice, without showing it. Throws a CommandError when the person cancels or types two
 * different passwords.
 */
export async function askNewPassword(terminal: Terminal): Promise<string> {
  if (!terminal.stdin.isTTY) {
    throw new CommandError('There is no terminal to ask for a password at: use --password-stdin or --no-password.');
  }
  // Discards what readline would echo. Echo is off until the end, also between the two questions.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: terminal.stdin, output, terminal: true, historySize: 0 });
  input.once('SIGINT', () => input.close());
  const lines = input[Symbol.asyncIterator]();

  async function ask(question: string): Promise<string> {
    terminal.stderr.write(question);
    const { value, done } = await lines.next();
    terminal.stderr.write('\n');
    if (done) throw new CommandError('Cancelled. Nothing was changed.');
    return value;
  }

  try {
    const password = await ask('Password: ');
    if ((await ask('Repeat the password: ')) !== password)
      throw new CommandError('The two passwords are not the same.');
    return password;
  } finally {
    input.close();
  }
}

/** Reads a password from standard input: everything but the line break that ends it. */
export async function readPipedPassword(terminal: Terminal): Promise<string> {
  return (await text(terminal.stdin as NodeJS.ReadableStream & AsyncIterable<Buffer>)).replace(/\r?\n$/, '');
}
