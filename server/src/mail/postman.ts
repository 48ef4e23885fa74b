import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { createAlarm } from './alarm.ts';
import { type AttemptParts, attempt, type CalledOff } from './attempt.ts';
import { createCaretaker } from './caretaker.ts';
import { claimAndSort } from './claimAndSort.ts';
import { createClockWatch } from './clockWatch.ts';
import { errorMessage } from './errorMessage.ts';
import { releaseJobs, renewLeases } from './holdJobs.ts';
import { mendAfterClockChange } from './keepHouse.ts';
import type { Composers, Sorters } from './mail.ts';
import type { MailJob } from './mailJob.ts';
import { createOutage, type MailServerTrouble } from './outage.ts';
import type { MailLog, PostmanEvent } from './postmanEvent.ts';
import { type PostmanRules, usualRules } from './postmanRules.ts';
import { settleJobs } from './settleJobs.ts';
import { createSettler } from './settler.ts';
import type { Templates } from './templates/templates.ts';
import type { MailTransport } from './transport.ts';

/** What a postman works with. */
export type PostmanParts = {
  orm: { em: SqlEntityManager };
  transport: MailTransport;
  composers: Composers;
  sorters?: Sorters;
  templates: Templates;
  log: MailLog;
  clock?: () => Date;
  /** From 0 up to 1, as `Math.random`. */
  random?: () => number;
  observe?: (event: PostmanEvent) => void;
  rules?: Partial<PostmanRules>;
};

/** Takes mail jobs from the database to the mail server. */
export type Postman = {
  start(): void;
  /** There is a new job. Call it after the commit; it never throws and never waits. */
  wake(): void;
  /** Takes no more jobs, waits up to `drainMs` for those under way, and puts the rest back. Never throws. */
  stop(drainMs: number): Promise<void>;
  /** What is wrong with the mail server, if anything: undefined as soon as it answers about a mail. */
  trouble(): MailServerTrouble | undefined;
};

/** More jobs than can be sent at once, so that no lane waits for the database, and a claim's commit is shared by many. */
const MOST_IN_HAND = 50;

/** Any number of postmen, in one process or in many, may work on the same queue. */
export function createPostman(parts: PostmanParts): Postman {
  const { orm, transport, log } = parts;
  const clock = parts.clock ?? (() => new Date());
  const random = parts.random ?? Math.random;
  const observe = parts.observe ?? (() => undefined);
  const rules = { ...usualRules, ...parts.rules };
  const owner = randomUUID();
  // Twice as many as connections: while one mail is on the wire, the next for that connection is being composed.
  const outage = createOutage(2 * transport.connections, rules.retry, random);
  const clockWatch = createClockWatch(clock);
  const settle = createSettler(settlements => settleJobs(orm.em.fork(), owner, settlements, clock()));

  /** Every job in hand, with the way to call its attempt off. */
  const inHand = new Map<string, AbortController>();
  /** Jobs that were claimed anew while an attempt at them was still ending. */
  const claimedAgain = new Map<string, MailJob>();
  /** Jobs in hand that wait for a lane. */
  const waiting: MailJob[] = [];
  const underWay = new Set<Promise<void>>();
  let lanesInUse = 0;
  let running = false;
  let claiming: Promise<void> | undefined;
  let claimAgain = false;
  let pauseEnd: NodeJS.Timeout | undefined;
  let renewal: NodeJS.Timeout | undefined;
  const alarm = createAlarm(look);
  const caretaker = createCaretaker({ orm, clock, log, rules });

  function look(): void {
    if (claiming) claimAgain = true;
    else claiming = claim().finally(() => (claiming = undefined));
  }

  async function claim(): Promise<void> {
    try {
      do {
        claimAgain = false;
        // A server that is down is tried with a few, since those that are not sent have to be put back.
        const most = outage.trouble() ? 3 * outage.lanes() : MOST_IN_HAND;
        const room = most - inHand.size;
        if (!running || room < Math.max(1, most / 2)) break;
        const now = clock();
        if (clockWatch.wasPutBack()) await mendAfterClockChange(orm.em.fork(), rules.retry, rules.leaseMs, now);
        const wanted = { owner, now, leaseMs: rules.leaseMs, limit: room };
        const { jobs, forNobody } = await claimAndSort(orm.em.fork(), wanted, parts.sorters ?? {});
        for (const job of forNobody) observe({ kind: 'nothing-to-send', job: job.kind });
        for (const job of jobs) {
          // After a jump of the clock our own leases look expired to us, and a job that was put off for a moment can be due before its
          // attempt has ended here: what is in hand already is not sent twice, and goes back once it has ended.
          if (inHand.has(job.id)) {
            claimedAgain.set(job.id, job);
            continue;
          }
          inHand.set(job.id, new AbortController());
          waiting.push(job);
        }
        claimAgain ||= jobs.length + forNobody.length === room;
        fillLanes();
      } while (claimAgain);
    } catch (reason) {
      log.error({ reason: errorMessage(reason) }, 'the mail queue could not be read');
    }
    lookIn(rules.pollMs);
  }

  function lookIn(delayMs: number): void {
    if (running) alarm.ringIn(delayMs);
  }

  function fillLanes(): void {
    while (running && lanesInUse < outage.lanes()) {
      const job = waiting.shift();
      if (!job) return;
      const work = carry(job);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    }
  }

  const attemptParts: AttemptParts = {
    ...parts,
    owner,
    clock,
    random,
    observe,
    outage,
    settle,
    retry: rules.retry,
    pause,
    retryIn: lookIn,
  };

  async function carry(job: MailJob): Promise<void> {
    const calledOff = inHand.get(job.id) ?? new AbortController();
    const tooLong = setTimeout(() => calledOff.abort('too-long' satisfies CalledOff), rules.attemptMs);
    lanesInUse += 1;
    try {
      await attempt(attemptParts, job, calledOff.signal);
    } catch (reason) {
      log.error({ mailJob: job.id, reason: errorMessage(reason) }, 'what became of a mail could not be written down');
    }
    clearTimeout(tooLong);
    lanesInUse -= 1;
    inHand.delete(job.id);
    const again = claimedAgain.get(job.id);
    if (again && claimedAgain.delete(job.id)) void putBack([again]).then(look);
    fillLanes();
    if (waiting.length < outage.lanes()) look();
  }

  function pause(pauseMs: number): void {
    void putBack(waiting.splice(0));
    pauseEnd = setTimeout(() => {
      outage.resume();
      look();
    }, pauseMs);
  }

  async function putBack(jobs: MailJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const ids = jobs.map(({ id }) => id);
    try {
      await releaseJobs(orm.em.fork(), owner, ids);
    } catch (reason) {
      log.error({ reason: errorMessage(reason) }, 'mail jobs could not be put back; their leases will run out');
    }
    for (const id of ids) inHand.delete(id);
  }

  async function renew(): Promise<void> {
    if (inHand.size === 0) return;
    try {
      const held = [...inHand.keys()];
      const expiresAt = new Date(clock().getTime() + rules.leaseMs);
      const renewed = await renewLeases(orm.em.fork(), owner, held, expiresAt);
      for (const id of held) if (!renewed.has(id)) inHand.get(id)?.abort('lease-lost' satisfies CalledOff);
    } catch (reason) {
      log.error({ reason: errorMessage(reason) }, 'the leases on mail jobs could not be renewed');
    }
  }

  return {
    start() {
      running = true;
      renewal = setInterval(() => void renew(), rules.leaseMs / 3);
      void caretaker.start().then(look);
    },
    wake: () => lookIn(random() * rules.wakeMs),
    async stop(drainMs) {
      running = false;
      alarm.cancel();
      caretaker.stop();
      clearTimeout(pauseEnd);
      await claiming;
      await putBack(waiting.splice(0));
      const drained = new AbortController();
      const all = Promise.all(underWay).finally(() => drained.abort());
      await Promise.race([all, sleep(drainMs, undefined, { signal: drained.signal }).catch(() => undefined)]);
      for (const calledOff of inHand.values()) calledOff.abort('stopping' satisfies CalledOff);
      await all;
      clearInterval(renewal);
    },
    trouble: () => outage.trouble(),
  };
}
