import { createInterface } from 'node:readline/promises';
import { CommandError } from './commandError.ts';
import type { Terminal } from './terminal.ts';

/** Asks a person before something is gone for good. A script, which has no terminal, has made up its mind already. */
export async function confirm(terminal: Pick<Terminal, 'stdin' | 'stderr'>, question: string): Promise<void> {
  if (!terminal.stdin.isTTY) return;
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('Nothing was changed.');
  } finally {
    lines.close();
  }
}
