/** One line of the conversation with a mail server, and who said it. */
export interface SpokenLine {
  readonly by: 'us' | 'server';
  readonly text: string;
}

/** Takes down a conversation; `logger` is what nodemailer is given to speak into. */
export interface Dialogue {
  readonly lines: readonly SpokenLine[];
  readonly logger: NodemailerLogger;
}

type NodemailerLogger = Record<
  'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
  (...said: unknown[]) => void
> & {
  level(): void;
};

/** Listens to a connection. Nodemailer itself leaves passwords out of what it tells. */
export function listenIn(): Dialogue {
  const lines: SpokenLine[] = [];
  const hear = (entry: unknown, text: unknown) => {
    const by = (entry as { tnx?: string }).tnx;
    if (by !== 'client' && by !== 'server') return;
    for (const line of String(text).split(/\r?\n/)) lines.push({ by: by === 'client' ? 'us' : 'server', text: line });
  };
  const deaf = () => undefined;
  return { lines, logger: { level: deaf, trace: deaf, debug: hear, info: deaf, warn: deaf, error: deaf, fatal: deaf } };
}
