/** One line of the conversation with a mail server, and who said it. */
export interface DialogueLine {
  readonly by: 'us' | 'server';
  readonly text: string;
}

/** Records a conversation; pass `logger` to nodemailer. */
export interface Dialogue {
  readonly lines: readonly DialogueLine[];
  readonly logger: NodemailerLogger;
}

type NodemailerLogger = Record<
  'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
  (...said: unknown[]) => void
> & {
  level(): void;
};

/** Records the conversation of a connection. Nodemailer itself leaves passwords out of its log. */
export function recordDialogue(): Dialogue {
  const lines: DialogueLine[] = [];
  const hear = (entry: unknown, text: unknown) => {
    const by = (entry as { tnx?: string }).tnx;
    if (by !== 'client' && by !== 'server') return;
    for (const line of String(text).split(/\r?\n/)) lines.push({ by: by === 'client' ? 'us' : 'server', text: line });
  };
  const deaf = () => undefined;
  return { lines, logger: { level: deaf, trace: deaf, debug: hear, info: deaf, warn: deaf, error: deaf, fatal: deaf } };
}
