import type { SunkMail } from '../src/testing/smtpSink.ts';
import type { Person } from './people.ts';

/** The result of a run. */
export interface Verdict {
  /** Requests that were answered after their mail was queued. */
  queued: number;
  /** Requests on which the server died before it had answered. */
  unanswered: number;
  /** Mails that arrived, repeated ones included. */
  mails: number;
  /** Queued, not disabled, and never delivered: must be none. */
  lost: number;
  /** Mails that arrived once more. */
  repeated: number;
  /** Repeated mails under another Message-ID, which a receiver cannot tell from new ones: must be none. */
  renamed: number;
  /** Mails that arrived after the account had been disabled: must be none. */
  afterDisabling: number;
  /** From asking to the mail's first arrival, in milliseconds. */
  medianMs: number;
  slowestMs: number;
}

/**
 * A mail that was composed before the account was disabled cannot be recalled. On a busy machine, over a new
 * connection, it may take this long to arrive.
 */
const ON_THE_WIRE_MS = 2_000;

/** Compares what was queued with what arrived. Each has asked once at most. */
export function judge(people: Person[], mails: SunkMail[]): Verdict {
  const arrived = Map.groupBy(mails, ({ to }) => to[0] ?? '');
  const queued = people.filter(person => person.queued);
  const waits: number[] = [];
  const verdict = { lost: 0, repeated: 0, renamed: 0, afterDisabling: 0 };

  for (const person of people) {
    const own = arrived.get(person.email) ?? [];
    const first = own[0];
    if (first && person.askedAt) waits.push(first.at - person.askedAt);
    if (person.queued && person.disabledAt === undefined && !first) verdict.lost += 1;
    verdict.repeated += Math.max(0, own.length - 1);
    verdict.renamed += Math.max(0, new Set(own.map(({ messageId }) => messageId)).size - 1);
    const tooLate = (person.disabledAt ?? Number.POSITIVE_INFINITY) + ON_THE_WIRE_MS;
    verdict.afterDisabling += own.filter(({ at }) => at > tooLate).length;
  }
  waits.sort((a, b) => a - b);
  return {
    queued: queued.length,
    unanswered: people.filter(person => person.askedAt && !person.queued).length,
    mails: mails.length,
    ...verdict,
    medianMs: waits[Math.floor(waits.length / 2)] ?? 0,
    slowestMs: waits.at(-1) ?? 0,
  };
}

/** Whether every guarantee holds: nothing lost, nothing sent that must not be, and few mails twice. */
export function isKept({ lost, renamed, afterDisabling, repeated, mails }: Verdict): boolean {
  return lost === 0 && renamed === 0 && afterDisabling === 0 && repeated < 0.02 * mails;
}
