import { existsSync } from 'node:fs';
import type { Config } from '../../config/config.ts';
import { openDatabase } from '../../database/openDatabase.ts';
import { meaningOf } from '../../mail/diagnosis/advise.ts';
import { MAIL_JOB_KINDS } from '../../mail/kinds.ts';
import type { MailServer } from '../../mail/mailServer.ts';
import { type UndeliveredReply, undeliveredReplies } from '../../queue/jobs.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Mail queue';

/** Replies often hold an id of their own, so that few are equal. */
const MAX_REPLIES = 200;

/**
 * Says why emails wait, by the last replies of the mail server, and which are parked. Finds nothing without a mail server
 * or where the database cannot be read, which other checks tell.
 */
export async function checkMailQueue({ database: location, mailServer }: Config): Promise<Finding[]> {
  if (!mailServer || (location.kind === 'sqlite' && !existsSync(location.file))) return [];
  const replies = await repliesIn(location).catch(() => undefined);
  if (!replies) return [];
  const findings = [...waiting(replies, mailServer), ...parked(replies)];
  return findings.length > 0 ? findings : [{ check: CHECK, state: 'ok', says: 'no email waits for you' }];
}

async function repliesIn(location: Config['database']): Promise<UndeliveredReply[]> {
  const database = await openDatabase(location);
  try {
    return await undeliveredReplies(database.em.fork(), MAIL_JOB_KINDS, MAX_REPLIES);
  } finally {
    await database.close();
  }
}

/** One finding for each advice. What is about single recipients is left out: it passes, or their emails are parked. */
function waiting(replies: readonly UndeliveredReply[], server: MailServer): Finding[] {
  const found = replies
    .filter(({ state }) => state === 'queued')
    .map(({ reply, jobs }) => ({ reply, jobs, ...meaningOf(server, reply) }))
    .filter(({ about }) => about !== 'recipient');
  return [...Map.groupBy(found, ({ advice }) => advice.join(' '))].map(([advice, same]) => {
    const [{ about, reply } = { about: 'server', reply: '' }] = same;
    const jobs = same.reduce((sum, each) => sum + each.jobs, 0);
    return {
      check: CHECK,
      state: about === 'operator' ? 'fault' : 'warning',
      says: `${emails(jobs, 'waits', 'wait')}: ${reply}`,
      advice,
    };
  });
}

function parked(replies: readonly UndeliveredReply[]): Finding[] {
  const ofParked = replies.filter(({ state }) => state === 'parked');
  const [most] = ofParked;
  if (!most) return [];
  const jobs = ofParked.reduce((sum, each) => sum + each.jobs, 0);
  return [
    {
      check: CHECK,
      state: 'warning',
      says: `${emails(jobs, 'is parked', 'are parked')}, most after: ${most.reply}`,
      advice:
        'look at them (rekey mail list --state parked), and send again those that can arrive now (rekey mail retry)',
    },
  ];
}

function emails(count: number, one: string, several: string): string {
  return count === 1 ? `1 email ${one}` : `${count} emails ${several}`;
}
