import type { Config } from '../../config/config.ts';
import { meaningOf } from '../../mail/diagnosis/advise.ts';
import type { MailServer } from '../../mail/mailServer.ts';
import type { UndeliveredReply } from '../../queue/jobs.ts';
import type { Finding } from './finding.ts';
import { type JobNames, parkedFindings, type Undelivered, waitingFinding } from './undelivered.ts';

const EMAILS: JobNames = { check: 'Mail queue', noun: 'email', command: 'mail' };

/**
 * Says why emails wait, by the last replies of the mail server, and which are parked. Finds nothing without a mail server
 * or where the database could not be read, which other checks tell.
 */
export function checkMailQueue(
  { mailServer }: Pick<Config, 'mailServer'>,
  undelivered: Undelivered | undefined,
): Finding[] {
  if (!mailServer || !undelivered) return [];
  const replies = undelivered.emails;
  const findings = [...waiting(replies, mailServer), ...parkedFindings(EMAILS, replies)];
  return findings.length > 0 ? findings : [{ check: EMAILS.check, state: 'ok', says: 'no email waits for you' }];
}

/** One finding for each advice. What is about single recipients is left out: it passes, or their emails are parked. */
function waiting(replies: readonly UndeliveredReply[], server: MailServer): Finding[] {
  const found = replies
    .filter(({ state }) => state === 'queued')
    .map(reply => ({ ...reply, ...meaningOf(server, reply.reply) }))
    .filter(({ about }) => about !== 'recipient');
  return [...Map.groupBy(found, ({ advice }) => advice.join(' '))].map(([advice, same]) =>
    waitingFinding(EMAILS, same, { state: same[0]?.about === 'operator' ? 'fault' : 'warning', advice }),
  );
}
