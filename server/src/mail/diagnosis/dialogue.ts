import type { HearLine } from '../smtp/session.ts';

/** One line of the conversation with a mail server, and who said it. */
export interface DialogueLine {
  readonly by: 'us' | 'server';
  readonly text: string;
}

/** Records a conversation; pass `hear` to a session. */
export interface Dialogue {
  readonly lines: readonly DialogueLine[];
  readonly hear: HearLine;
}

/** Records the conversation of a session, which leaves passwords out. */
export function recordDialogue(): Dialogue {
  const lines: DialogueLine[] = [];
  return {
    lines,
    hear(by, said) {
      for (const text of said.split(/\r?\n/)) lines.push({ by, text });
    },
  };
}
