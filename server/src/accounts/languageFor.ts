import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { Account } from './account.ts';

/**
 * The language of an email: the account's own, of its last sign-in or reset, since a stranger may have asked for the email. That of the
 * request where the account has none yet, or where there is no account.
 */
export function languageFor(account: Pick<Account, 'language'> | undefined, job: Pick<Job, 'language'>): Language {
  return account?.language ?? job.language;
}
