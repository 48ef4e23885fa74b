import type { EntityManager } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Language } from '../domain/language.ts';
import type { MailJob } from './mailJob.ts';

/** What each mail is filled in with. URLs are absolute; `address` is the one that the mail is about. */
export type MailValues = {
  'password-reset': { address: string; resetUrl: string; revokeUrl: string; expiresInSeconds: number };
  registration: { address: string; registerUrl: string; expiresInSeconds: number };
  /** `resetUrl` is the page on which a reset is asked for; it carries no token. */
  'already-registered': { address: string; loginUrl: string; resetUrl: string };
  /** `resetUrl` is the page on which a reset is asked for; it carries no token. */
  'password-changed': { address: string; changedAt: Date; resetUrl: string };
};

/** The mails that the product sends. */
export type MailTemplateName = keyof MailValues;

/** A mail ready to be written out: to whom, which template, in which language, with which values. */
export type Mail = {
  [Template in MailTemplateName]: {
    to: string;
    template: Template;
    language: Language;
    values: MailValues[Template];
  };
}[MailTemplateName];

/**
 * Turns a job into a mail, at the moment of sending, so that a link's hour starts when the mail leaves. Undefined when
 * there is nothing to send (unknown address, disabled account): the job then ends quietly. It is called anew for each
 * attempt (`job.attempts` is 1 on the first); an error that it throws costs the job a retry.
 */
export type Compose = (em: EntityManager, job: MailJob, now: Date) => Promise<Mail | undefined>;

/** The composers by the kind of job that they serve. */
export type Composers = Readonly<Record<string, Compose>>;

/**
 * Looks at all jobs of a kind that were claimed together, in the transaction of the claim, and gives the ids of those that are for nobody.
 * They end at once, without a turn of their own; whoever is left over is looked at again when the mail is composed. An error that it throws
 * undoes the claim.
 */
export type SortOut = (em: SqlEntityManager, jobs: readonly MailJob[]) => Promise<ReadonlySet<string>>;

/** Who sorts out jobs, by their kind; a kind need not have anybody. */
export type Sorters = Readonly<Record<string, SortOut>>;

/** What a mail looks like from outside: filled in by the operator. */
export type Brand = {
  name: string;
  /** A CSS hex colour such as `#3b5bdb`, for the button. */
  colour: string;
  /** Where a reader finds help; either may be missing. */
  supportUrl?: string;
  supportEmail?: string;
};
