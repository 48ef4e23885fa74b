import { randomUUID } from 'node:crypto';
import PostalMime, { type Address } from 'postal-mime';

/** A received mail, and what its page shows. */
export interface MailboxMail {
  readonly id: string;
  readonly arrivedAt: Date;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  /** The whole message, headers included, as it was sent. */
  readonly source: string;
}

/** The received mails, newest first, in memory. */
export interface MailboxMails {
  readonly all: readonly MailboxMail[];
  find(id: string): MailboxMail | undefined;
  /** Keeps a message; beyond the maximum the oldest is dropped. */
  add(raw: Buffer): Promise<void>;
  /** Forgets one mail, or every one. */
  remove(id?: string): void;
  /** Calls back after each change until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** Bounds the memory of a server that runs for long. */
export const MAX_MAILS = 200;

/** Makes an empty mailbox of at most {@link MAX_MAILS} mails. */
export function createMailboxMails(): MailboxMails {
  let mails: readonly MailboxMail[] = [];
  const listeners = new Set<() => void>();

  function change(next: readonly MailboxMail[]): void {
    mails = next;
    for (const listener of listeners) listener();
  }

  return {
    get all() {
      return mails;
    },
    find: id => mails.find(mail => mail.id === id),
    async add(raw) {
      const mail = await read(raw);
      change([mail, ...mails].slice(0, MAX_MAILS));
    },
    remove(id) {
      change(id === undefined ? [] : mails.filter(mail => mail.id !== id));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function read(raw: Buffer): Promise<MailboxMail> {
  const { from, to = [], subject = '', text, html } = await PostalMime.parse(raw);
  return {
    id: randomUUID(),
    arrivedAt: new Date(),
    from: from ? wordsOf(from) : '',
    to: to.map(wordsOf).join(', '),
    subject: subject || '(no subject)',
    text: text || undefined,
    html: html || undefined,
    source: raw.toString('utf8'),
  };
}

function wordsOf({ name, address }: Address): string {
  return name && address ? `${name} <${address}>` : (address ?? name);
}
