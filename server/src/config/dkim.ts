import type { DkimKey } from '../mail/mailServer.ts';
import { readDkimKey } from '../mail/readDkimKey.ts';

const NEEDED = ['EMAIL_DKIM_DOMAIN', 'EMAIL_DKIM_SELECTOR', 'EMAIL_DKIM_KEY_FILE'] as const;

type DkimVariables = Readonly<Record<string, unknown>>;

/** What keeps mails from being signed as the environment asks, each fault named by its variable; none when it does not ask. */
export function dkimFaults(given: DkimVariables): string[] {
  const missing = NEEDED.filter(name => given[name] === undefined);
  if (missing.length === NEEDED.length) return [];
  if (missing.length > 0) return [`${NEEDED.join(', ')} go together; missing: ${missing.join(', ')}`];
  try {
    dkimKeyOf(given);
    return [];
  } catch (fault) {
    return [`EMAIL_DKIM_KEY_FILE ${fault instanceof Error ? fault.message : fault}`];
  }
}

/** The key that mails are signed with; undefined when the environment names none. Throws when it cannot be used. */
export function dkimKeyOf(given: DkimVariables): DkimKey | undefined {
  const [domain, selector, file] = NEEDED.map(name => given[name]);
  return domain && selector && file ? readDkimKey(String(domain), String(selector), String(file)) : undefined;
}
