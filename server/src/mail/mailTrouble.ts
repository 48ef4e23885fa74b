import type { SqlEntityManager } from '@mikro-orm/sql';
import type { MailServerTrouble } from './outage.ts';
import { queueStatus } from './queueStatus.ts';

/** A mail that has waited so long is stuck, whatever the reason. */
const STUCK_AFTER_SECONDS = 600;

/** What keeps mail from leaving, in a few words; undefined where nothing does that an operator would have to look at. */
export async function mailTrouble(
  em: SqlEntityManager,
  trouble: MailServerTrouble | undefined,
  now: Date,
): Promise<string | undefined> {
  if (trouble?.operatorFault) return `the mail server refuses us: ${trouble.reply}`;
  try {
    const { oldestQueuedSeconds } = await queueStatus(em, now);
    return oldestQueuedSeconds > STUCK_AFTER_SECONDS ? 'mail has been waiting for more than ten minutes' : undefined;
  } catch {
    return 'the queue could not be read';
  }
}
