import type { Config } from '../../config/config.ts';
import { loadTemplates, MailTemplatesError } from '../../mail/templates/templates.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Mail templates';

/** Checks every template as the start does. */
export function checkMailTemplates({
  brand,
  mailTemplatesFolder,
}: Pick<Config, 'brand' | 'mailTemplatesFolder'>): Finding[] {
  try {
    const { unused } = loadTemplates(brand, mailTemplatesFolder);
    if (unused.length === 0) return [{ check: CHECK, state: 'ok', says: mailTemplatesFolder ?? 'the built-in ones' }];
    return unused.map(file => ({
      check: CHECK,
      state: 'warning',
      says: `no mail uses ${file} in ${mailTemplatesFolder}`,
      advice: 'its name may be misspelt: LANGUAGE/MAIL.txt or LANGUAGE/MAIL.html, as in de/password-reset.html',
    }));
  } catch (error) {
    if (!(error instanceof MailTemplatesError)) throw error;
    return error.problems.map(says => ({ check: CHECK, state: 'fault', says, advice: 'correct the file' }));
  }
}
