import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { MailJobKind, MailName, MailValues } from './kinds.ts';

/** A mail to render: its name, its language and its values. */
export type Mail = {
  readonly [Name in MailName]: { readonly name: Name; readonly language: Language; readonly values: MailValues<Name> };
}[MailName];

/**
 * A mail and where it goes. `to` is undefined where there is no recipient (no account, disabled account). Such a decoy
 * takes as much work as a real mail and is then dropped. The work after a request must not reveal whether the address
 * is known.
 */
export type ComposedMail = Mail & { readonly to: string | undefined };

/** Composes the mails of one kind of job. */
export interface Composer {
  /**
   * Composes the mail of a job at delivery, so that the lifetime of a link starts then. It is called for each attempt
   * (`job.attempts` is 1 on the first). If it throws, the job is deferred.
   */
  compose(em: SqlEntityManager, job: Job, now: Date): Promise<ComposedMail>;
  /**
   * Runs with all jobs of the kind that were claimed together, in the transaction of the claim. An error undoes the
   * claim.
   */
  onClaim?(em: SqlEntityManager, jobs: readonly Job[]): Promise<void>;
}

/** A composer for every kind of job. */
export type Composers = Readonly<Record<MailJobKind, Composer>>;
