import type { SmtpSink, SunkMail } from '../src/testing/smtpSink.ts';
import type { MailedLink } from '../src/testing/testClient.ts';

/** What a mail is for, by the first segment of its link; `note` for every other mail. */
export type MailedFor = 'password-reset-confirm' | 'email-change' | 'note';

/** A mail as it arrived, and how often. */
export interface ArrivedMail {
  readonly jobId: string;
  readonly address: string;
  readonly kind: MailedFor;
  times: number;
}

/** The mailboxes of everyone, filled by a real SMTP server. */
export interface Mailboxes {
  /** Each mail once, by the job that its Message-ID names. */
  readonly arrived: ReadonlyMap<string, ArrivedMail>;
  /** When the last mail arrived first, by `performance.now()`. */
  readonly arrivals: readonly number[];
  /** Resolves with the link of the next mail of this kind to this address. */
  next(kind: MailedFor, address: string): Promise<MailedLink>;
}

const LINK = /\/(password-reset-confirm|email-change)\/([\w-]+)\/([\w-]+)/;

/** Takes the mails out of the sink as they arrive, since thousands of them would fill the memory. */
export function openMailboxes(sink: SmtpSink): Mailboxes {
  const arrived = new Map<string, ArrivedMail>();
  const arrivals: number[] = [];
  const waiting = new Map<string, (link: MailedLink) => void>();

  function take({ to, messageId, text }: SunkMail): void {
    const address = to[0] ?? '';
    // Quoted-printable breaks lines within a link.
    const [, kind = 'note', uid = '', token = ''] = LINK.exec(text.replace(/=\r?\n/g, '')) ?? [];
    const jobId = /^<([^@]+)@/.exec(messageId)?.[1] ?? '';
    const known = arrived.get(jobId);
    if (known) known.times += 1;
    else arrived.set(jobId, { jobId, address, kind: kind as MailedFor, times: 1 });
    arrivals.push(performance.now());
    const key = `${kind} ${address}`;
    const tell = waiting.get(key);
    waiting.delete(key);
    tell?.({ uid, token });
  }

  sink.script = step => {
    if (step === 'after-data') for (const mail of sink.mails.splice(0)) take(mail);
    return 'ok';
  };
  return {
    arrived,
    arrivals,
    next: (kind, address) => new Promise(resolve => waiting.set(`${kind} ${address}`, resolve)),
  };
}
