import type { SqlEntityManager } from '@mikro-orm/sql';
import { errorMessage } from './errorMessage.ts';
import { mendAfterClockChange, purgeJobs } from './keepHouse.ts';
import type { MailLog } from './postmanEvent.ts';
import type { PostmanRules } from './postmanRules.ts';

/** Keeps the queue in order while a postman works on it. */
export type Caretaker = {
  /** Tidies at once, and then regularly. Resolves after the first time; never rejects. */
  start(): Promise<void>;
  stop(): void;
};

/** So many jobs are deleted in one statement: few enough that nobody waits for it. */
const PURGED_AT_ONCE = 500;

/** Forgets what ended long ago, and frees what a clock that was ahead has put out of reach. */
export function createCaretaker(parts: {
  orm: { em: SqlEntityManager };
  clock: () => Date;
  log: MailLog;
  rules: PostmanRules;
}): Caretaker {
  const { orm, clock, log, rules } = parts;
  let timer: NodeJS.Timeout | undefined;

  async function tidy(): Promise<void> {
    try {
      await mendAfterClockChange(orm.em.fork(), rules.retry, rules.leaseMs, clock());
      let more = true;
      while (more && timer) more = await purgeJobs(orm.em.fork(), rules.retention, clock(), PURGED_AT_ONCE);
    } catch (reason) {
      log.error({ reason: errorMessage(reason) }, 'the mail queue could not be tidied');
    }
  }

  return {
    start() {
      timer = setInterval(() => void tidy(), rules.housekeepingMs);
      return tidy();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
