import type { Language } from '../domain/language.ts';
import type { Job } from '../queue/job.ts';
import type { Account } from './account.ts';

/** The language of a mail: that of the request. */
export function languageFor(_account: Account | undefined, job: Pick<Job, 'language'>): Language {
  return job.language;
}
