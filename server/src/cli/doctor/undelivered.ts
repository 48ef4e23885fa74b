import { MAIL_JOB_KINDS } from '../../mail/kinds.ts';
import { type UndeliveredReply, undeliveredReplies } from '../../queue/jobs.ts';
import type { Database } from '../../sql/database.ts';
import { WEBHOOK_TYPES } from '../../webhooks/webhookTypes.ts';
import type { Finding } from './finding.ts';

/** Replies often hold an id of their own, so that few are equal. */
const MAX_REPLIES = 200;

/** The last replies to what is not delivered. */
export interface Undelivered {
  readonly emails: readonly UndeliveredReply[];
  readonly webhooks: readonly UndeliveredReply[];
}

/** Reads the last replies to what is not delivered, from a database that is migrated. */
export async function readUndelivered(database: Database): Promise<Undelivered> {
  const repliesTo = (kinds: readonly string[]) => undeliveredReplies(database.em.fork(), kinds, MAX_REPLIES);
  return { emails: await repliesTo(MAIL_JOB_KINDS), webhooks: await repliesTo(WEBHOOK_TYPES) };
}

/** What the jobs are called in a finding, and the group of their commands. */
export interface JobNames {
  readonly check: string;
  readonly noun: 'email' | 'webhook';
  readonly command: 'mail' | 'webhook';
}

/** One finding for those that wait for the same reason, named by its reply. */
export function waitingFinding(
  { check, noun }: JobNames,
  same: readonly UndeliveredReply[],
  means: Pick<Finding, 'state' | 'advice'>,
): Finding {
  const says = `${countOf(same, noun, 'waits', 'wait')}: ${same[0]?.reply ?? ''}`;
  return { check, state: means.state, says, advice: means.advice };
}

/** One finding for all that are parked, if any are. */
export function parkedFindings({ check, noun, command }: JobNames, replies: readonly UndeliveredReply[]): Finding[] {
  const parked = replies.filter(({ state }) => state === 'parked');
  const [most] = parked;
  if (!most) return [];
  return [
    {
      check,
      state: 'warning',
      says: `${countOf(parked, noun, 'is parked', 'are parked')}, most after: ${most.reply}`,
      advice: `look at them (rekey ${command} list --state parked), and send again those that can arrive now (rekey ${command} retry)`,
    },
  ];
}

function countOf(replies: readonly UndeliveredReply[], noun: string, one: string, several: string): string {
  const count = replies.reduce((sum, { jobs }) => sum + jobs, 0);
  return count === 1 ? `1 ${noun} ${one}` : `${count} ${noun}s ${several}`;
}
