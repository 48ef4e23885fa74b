import type { DkimKey } from '../mail/mailServer.ts';
import { readDkimKey } from '../mail/readDkimKey.ts';

const NEEDED = ['EMAIL_DKIM_DOMAIN', 'EMAIL_DKIM_SELECTOR', 'EMAIL_DKIM_KEY_FILE'] as const;

type DkimVariables = Readonly<Record<string, unknown>>;

/** The problems of the DKIM settings, each by its variable. None when DKIM is not configured. */
export function dkimProblems(given: DkimVariables): string[] {
  const missing = NEEDED.filter(name => given[name] === undefined);
  if (missing.length === NEEDED.length) return [];
  if (missing.length > 0) return [`${NEEDED.join(', ')} go together; missing: ${missing.join(', ')}`];
  try {
    dkimKeyOf(given);
    return [];
  } catch (error) {
    return [`EMAIL_DKIM_KEY_FILE ${error instanceof Error ? error.message : error}`];
  }
}

/** The key that mails are signed with; undefined when the environment names none. Throws when it cannot be used. */
export function dkimKeyOf(given: DkimVariables): DkimKey | undefined {
  const [domain, selector, file] = NEEDED.map(name => given[name]);
  return domain && selector && file ? readDkimKey(String(domain), String(selector), String(file)) : undefined;
}
