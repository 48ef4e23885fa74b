import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { Account } from './account.ts';

/**
 * The language of an email about what a stranger may have done, who does not choose it: that of the account's last
 * sign-in or reset. Without one, or without an account, it is the language of the request, as in every other email.
 */
export function languageFor(account: Pick<Account, 'language'> | undefined, job: Pick<Job, 'language'>): Language {
  return account?.language ?? job.language;
}
