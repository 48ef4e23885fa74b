import { backoffMs, type RetryRules } from './backoff.ts';

/** So many mails have to be answered for one more to be under way at the same time. */
const ANSWERS_FOR_A_LANE = 4;

/** What is wrong with the mail server, for readiness and for people. */
export type MailServerTrouble = { since: Date; reply: string; operatorFault: boolean };

/** What the postman knows about the mail server, and how much it may ask of it. */
export type Outage = {
  /** How many mails may be under way at once: none in a pause, one after it, then more and more. */
  lanes(): number;
  trouble(): MailServerTrouble | undefined;
  /**
   * The server would have taken no mail. Gives how long to leave it alone, or undefined when this failure belongs to a
   * pause that has begun already: mails that were under way together fail together.
   */
  failed(reply: string, operatorFault: boolean, now: Date): number | undefined;
  /** The server has answered about a mail, so it is there. */
  answered(): void;
  /** The pause is over: one mail may find out how the server is. */
  resume(): void;
};

/**
 * A mail server that is down is asked about by one mail at a time, with growing waits, instead of by the whole queue.
 * When it is back, and when the postman begins, the backlog starts with one mail at a time and grows from there.
 */
export function createOutage(mostLanes: number, rules: RetryRules, random: () => number): Outage {
  let failures = 0;
  let lanes = 1;
  let answers = 0;
  let paused = false;
  let trouble: MailServerTrouble | undefined;

  return {
    lanes: () => (paused ? 0 : lanes),
    trouble: () => trouble,
    failed(reply, operatorFault, now) {
      trouble = { since: trouble?.since ?? now, reply, operatorFault };
      if (paused) return undefined;
      paused = true;
      failures += 1;
      lanes = 1;
      return backoffMs(failures, rules, random);
    },
    answered() {
      failures = 0;
      trouble = undefined;
      answers += 1;
      if (answers % ANSWERS_FOR_A_LANE === 0) lanes = Math.min(mostLanes, lanes + 1);
    },
    resume() {
      paused = false;
    },
  };
}
