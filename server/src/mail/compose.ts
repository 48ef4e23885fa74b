import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { MailJobKind, MailName, MailValues } from './kinds.ts';

/** A mail ready to be written out: which one, in which language, with which values. */
export type Mail = {
  readonly [Name in MailName]: { readonly name: Name; readonly language: Language; readonly values: MailValues<Name> };
}[MailName];

/**
 * A mail and where it goes. `to` is undefined where there is no recipient (no account, disabled account). Such a decoy is made with as much work
 * as a real one, and dropped when it would be handed to the mail server: what follows a request must not tell whether the address is known.
 */
type ComposedMail = Mail & { readonly to: string | undefined };

/** Writes the mails of one kind of job. */
export interface Composer {
  /**
   * Turns a job into a mail, at the moment of delivery, so that a link's hour starts when the mail leaves. It is called anew for each attempt
   * (`job.attempts` is 1 on the first). An error that it throws costs the job a retry.
   */
  compose(em: SqlEntityManager, job: Job, now: Date): Promise<ComposedMail>;
  /** Runs with all jobs of the kind that were claimed together, in the transaction of the claim. An error undoes the claim. */
  onClaim?(em: SqlEntityManager, jobs: readonly Job[]): Promise<void>;
}

/** A composer for every kind of job. */
export type Composers = Readonly<Record<MailJobKind, Composer>>;
