import type { MailName } from '../../src/mail/kinds.ts';

/** Everything that one mail says in one language; `{{name}}` is filled in when the mail is sent. */
interface MailWords {
  readonly subject: string;
  /** The line that mailboxes show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  /** Who asked for what, or what has happened. */
  readonly before: readonly string[];
  /** On the button. */
  readonly action: string;
  /** How long the link works, and what happens if the reader does nothing. */
  readonly after: readonly string[];
  /** A second way out: the words before its link, and those on it. */
  readonly second?: { readonly before: string; readonly action: string };
}

/** Every mail in one language. */
export interface Words extends Readonly<Record<MailName, MailWords>> {
  /** Between words and the link that they introduce. */
  readonly colon: string;
  /** Fonts of the script, in the syntax of CSS, where it is not one of those that most fonts have. */
  readonly fonts?: string;
  /** Before the address of the button, written out. */
  readonly fallback: string;
  /** At the foot; shown when the operator has named a place to ask. */
  readonly help: string;
  /** At the foot; shown when the operator has named these pages. */
  readonly terms: string;
  readonly privacy: string;
}
