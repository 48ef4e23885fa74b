/** Everything that one mail says in one language; `{{name}}` is filled in when the mail is sent. */
type MailWords = {
  subject: string;
  /** The line that mailboxes show beside the subject. */
  preview: string;
  heading: string;
  /** Who asked for what, or what has happened. */
  before: string[];
  /** On the button. */
  action: string;
  /** How long the link works, and what happens if the reader does nothing. */
  after: string[];
  /** A second way out: the words before its link, and those on it. */
  second?: { before: string; action: string };
};

/** Every mail in one language. */
export type Words = {
  /** Before the address of the button, written out. */
  fallback: string;
  /** At the foot; shown when the operator has named a place to ask. */
  help: string;
  'password-reset': MailWords;
  registration: MailWords;
  'already-registered': MailWords;
  'password-changed': MailWords;
};
