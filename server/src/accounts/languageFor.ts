import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { Account } from './account.ts';

/**
 * The language of an email: that of the account's last sign-in or reset, since a stranger may have requested the email.
 * Without one, or without an account, it is the language of the request.
 */
export function languageFor(account: Pick<Account, 'language'> | undefined, job: Pick<Job, 'language'>): Language {
  return account?.language ?? job.language;
}
