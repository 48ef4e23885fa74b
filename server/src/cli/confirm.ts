import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { CommandError } from './commandError.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks for confirmation before data is lost. A script has no terminal and is not asked. Throws a CommandError when the
 * answer is no, or Ctrl+C or Ctrl+D.
 */
export async function confirm(terminal: Pick<Terminal, 'stdin' | 'stderr'>, question: string): Promise<void> {
  if (!terminal.stdin.isTTY) return;
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    // Before version 24, Node leaves the question open.
    const cancelled = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(`${question} [y/N] `).catch(() => ''), cancelled]);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('Nothing was changed.');
  } finally {
    lines.close();
  }
}
