import { createHash } from 'node:crypto';
import { atMostEvery } from '../domain/atMostEvery.ts';
import { fetchFailure } from '../domain/fetchFailure.ts';
import type { Log } from '../domain/log.ts';
import { normalisePassword } from './normalisePassword.ts';

/** The outcome of a check; `failed` means that the password was accepted without one. */
export type BreachedPasswordCheck = 'breached' | 'clear' | 'failed';

/**
 * Whether a password is among breached ones. Never throws: false where the service is unavailable, slow or answers
 * wrongly.
 */
export type IsBreached = (password: string) => Promise<boolean>;

/** The time limit in total, the answer's body included, since a person waits. */
const TIME_LIMIT_MS = 1_000;
/** A range has some 2,000 lines of 40 characters. */
const MAX_ANSWER_BYTES = 1_048_576;
const LOG_INTERVAL_MS = 60_000;

/**
 * The hexadecimal digits of the SHA-1 that the service gets. Some 2,000 known passwords have each prefix, so it cannot
 * tell which was meant.
 */
const PREFIX_LENGTH = 5;
const RANGE_LINE = /^([0-9A-F]{35}):(\d+)$/i;

/**
 * Queries a service of breached passwords by k-anonymity: `GET {url}{first five characters of the SHA-1}`, answered
 * with the lines `SUFFIX:COUNT` of all hashes that begin with them. Have I Been Pwned made this interface, and others
 * serve it. Lines with a count of 0 are padding, so that the length of the answer does not tell the range. NIST SP
 * 800-63B-4 section 3.1.1.2 asks for such a check.
 */
export function createBreachedPasswords(options: {
  readonly url: string;
  readonly log: Log;
  readonly observe: (outcome: BreachedPasswordCheck) => void;
  /** In milliseconds, of any origin; a test has its own. */
  readonly now?: (() => number) | undefined;
}): IsBreached {
  const { url, log, observe } = options;
  const seldom = atMostEvery(LOG_INTERVAL_MS, options.now);

  function report(error: unknown): void {
    seldom(() =>
      log.warn(
        { reason: fetchFailure(error, TIME_LIMIT_MS) },
        'check for breached passwords failed, passwords are accepted without it',
      ),
    );
  }

  return async password => {
    const hash = createHash('sha1').update(normalisePassword(password)).digest('hex').toUpperCase();
    const [prefix, suffix] = [hash.slice(0, PREFIX_LENGTH), hash.slice(PREFIX_LENGTH)];
    try {
      const breached = breachedIn(await rangeOf(url, prefix), suffix);
      observe(breached ? 'breached' : 'clear');
      return breached;
    } catch (error) {
      observe('failed');
      report(error);
      return false;
    }
  };
}

/**
 * The answer's text. Throws where there is none within the time limit, where it is too long, and where it leads
 * elsewhere.
 */
async function rangeOf(url: string, prefix: string): Promise<string> {
  const response = await fetch(url + prefix, {
    headers: { 'Add-Padding': 'true', 'User-Agent': 'Rekey' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by an error cancels the rest of the answer.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('answer too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Whether the range holds the suffix. Throws where the answer is not a range, such as the page of a proxy. */
function breachedIn(range: string, suffix: string): boolean {
  return range
    .split(/\r?\n/)
    .filter(line => line !== '')
    .map(line => {
      const [, found, count] = RANGE_LINE.exec(line) ?? [];
      if (found === undefined) throw new Error('answer is not a range');
      return found.toUpperCase() === suffix && Number(count) > 0;
    })
    .includes(true);
}
