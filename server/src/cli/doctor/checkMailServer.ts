import type { Config } from '../../config/config.ts';
import { diagnoseMailServer } from '../../mail/diagnosis/diagnoseMailServer.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Mail server';

/** Connects and logs in to the mail server, and sends nothing. */
export async function checkMailServer({ mailServer }: Pick<Config, 'mailServer'>): Promise<Finding> {
  if (!mailServer) {
    return {
      check: CHECK,
      state: 'ok',
      says: 'EMAIL_HOST is not set: the running server delivers all mail to a local mailbox',
    };
  }
  const { ok, steps, advice } = await diagnoseMailServer(mailServer);
  const seen = steps.map(step => step.seen);
  if (!ok) return { check: CHECK, state: 'fault', says: seen.at(-1) ?? 'no answer', advice: advice.join(' ') };
  if (advice.length > 0) return { check: CHECK, state: 'warning', says: seen.join('; '), advice: advice.join(' ') };
  return { check: CHECK, state: 'ok', says: seen.join('; ') };
}
