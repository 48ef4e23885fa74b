import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';
import type { MailJobState } from './mailJob.ts';

/** How a job ended. */
export type Settlement = { id: string; state: Exclude<MailJobState, 'queued'>; reply: string | null };

/**
 * Writes down how jobs ended, all in one statement. Only those that this postman still holds are touched: a postman
 * that has lost its lease must not overrule the one that has taken over.
 */
export async function settleJobs(
  em: SqlEntityManager,
  owner: string,
  settlements: Settlement[],
  now: Date,
): Promise<void> {
  const states = settlements.map(() => 'when ? then ?').join(' ');
  const replies = settlements.map(() => 'when ? then ?').join(' ');
  await boundStatement(
    em,
    `update mail_job set state = case id ${states} end, last_reply = case id ${replies} end, settled_at = ?,
       lease_owner = null, lease_expires_at = null
     where id in (${settlements.map(() => '?').join(', ')}) and lease_owner = ? and state = 'queued'`,
    [
      ...settlements.flatMap(({ id, state }) => [id, state]),
      ...settlements.flatMap(({ id, reply }) => [id, reply]),
      now,
      ...settlements.map(({ id }) => id),
      owner,
    ],
  );
}
