import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { type Clock, systemClock } from '../domain/clock.ts';
import { errorMessage } from '../domain/errorMessage.ts';
import type { Log } from '../domain/log.ts';
import { backoffMs } from './backoff.ts';
import { createBatch } from './batch.ts';
import { createCircuitBreaker } from './circuitBreaker.ts';
import { createClockJumpDetector } from './clockJump.ts';
import type { Delivery, Outcome } from './delivery.ts';
import type { Job } from './job.ts';
import {
  type Completion,
  claimJobs,
  completeJobs,
  deferJob,
  nextDueAt,
  parkOverdueJobs,
  releaseJobs,
  renewLeases,
  repairAfterClockChange,
} from './jobs.ts';
import { createTimer } from './timer.ts';

/** What a worker has done, for metrics. `completed` is alike for a job that was accepted and for one without a recipient. */
export type WorkerEvent =
  /** Milliseconds from the request until the job was completed. */
  | { readonly kind: 'completed'; readonly job: string; readonly sinceRequestMs: number }
  | { readonly kind: 'deferred'; readonly job: string }
  | { readonly kind: 'parked'; readonly job: string; readonly count: number }
  | { readonly kind: 'unavailable'; readonly operatorFault: boolean };

/** The worker's measures, in milliseconds. */
export interface WorkerRules {
  /** For how long a job is the worker's own. It renews the lease; when it dies, others wait so long. */
  readonly leaseMs: number;
  /** How often the queue is looked at without having been woken. */
  readonly pollMs: number;
  /** The shortest time between two claims, so that a burst of jobs shares a commit. */
  readonly betweenClaimsMs: number;
  /** How long one attempt may take in all, however slowly the server answers. */
  readonly attemptMs: number;
  /** How often what a changed clock has put out of reach is looked for. */
  readonly maintenanceMs: number;
}

/** What holds unless a test says otherwise. */
const USUAL_WORKER_RULES: WorkerRules = {
  leaseMs: 10_000,
  pollMs: 5_000,
  betweenClaimsMs: 25,
  attemptMs: 90_000,
  maintenanceMs: 60_000,
};

/** What a worker works with. */
export interface WorkerOptions {
  readonly orm: { readonly em: SqlEntityManager };
  readonly delivery: Delivery;
  readonly log: Log;
  readonly clock?: Clock;
  /** From 0 up to 1, as `Math.random`. */
  readonly random?: () => number;
  readonly observe?: (event: WorkerEvent) => void;
  readonly rules?: Partial<WorkerRules>;
}

/** Delivers the jobs of one delivery. */
export interface Worker {
  start(): void;
  /** There may be a new job. Call it after the commit. It never throws and never waits. */
  wake(): void;
  /** Claims no more jobs, waits up to `drainMs` for those under way, and releases the rest. Never throws. */
  stop(drainMs: number): Promise<void>;
  /** How the circuit breaker stands. */
  breaker(): 'closed' | 'open' | 'half open';
}

/** Why an attempt was called off: the reason of its abort signal. */
type CalledOff = 'too-long' | 'lease-lost' | 'stopping';

/** More jobs than can be delivered at once, so that no delivery waits for the database, and a claim's commit is shared by many. */
const MOST_IN_HAND = 50;

/** A delivery that was accepted and cannot be recorded is repeated, so recording is tried for a while (5 s in all). */
const WRITE_ATTEMPTS = 20;
const BETWEEN_WRITES_MS = 250;

/**
 * Makes a worker. Any number of workers, in one process or in many, may work on the same queue. It reads in the order of a job's life: waking,
 * claiming, delivering, recording; then leases and stopping.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { orm, delivery, log, clock = systemClock, random = Math.random, observe = () => {} } = options;
  const rules = { ...USUAL_WORKER_RULES, ...options.rules };
  const { kinds, retry } = delivery;
  const owner = randomUUID();
  const breaker = createCircuitBreaker(delivery.concurrency, retry, random);
  const clockWasSetBack = createClockJumpDetector(clock);
  const timer = createTimer(look);

  /** Every claimed job, with the way to call its attempt off. */
  const inHand = new Map<string, AbortController>();
  /** Claimed jobs whose delivery has not begun. */
  const waiting: Job[] = [];
  /** Jobs that were claimed again while an attempt at them was still ending. */
  const claimedAgain = new Map<string, Job>();
  const underWay = new Set<Promise<void>>();
  let delivering = 0;
  let running = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let lastClaimAt = Number.NEGATIVE_INFINITY;
  let breakerTimeout: NodeJS.Timeout | undefined;
  const intervals: NodeJS.Timeout[] = [];

  const em = () => orm.em.fork();

  // Waking: by a call after a commit, by the time at which the next job is due, by every end of a delivery, and every few seconds.

  function look(): void {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = lookUntilDone().finally(() => {
      looking = undefined;
      // Asked for between the last look and now.
      if (lookAgain && running) look();
    });
  }

  async function lookUntilDone(): Promise<void> {
    let nextLookMs = rules.pollMs;
    try {
      do {
        lookAgain = false;
        if (clockWasSetBack()) await repair();
        nextLookMs = await claimDue();
      } while (lookAgain && running);
    } catch (error) {
      log.error({ reason: errorMessage(error) }, `failed to read the ${delivery.name} queue`);
    }
    if (running) timer.callIn(nextLookMs);
  }

  // Claiming.

  /** Claims what is due and has room. Gives in how many milliseconds to look again. */
  async function claimDue(): Promise<number> {
    // A server that is down is tried with a few jobs, since those that are not tried have to be released.
    const most = breaker.state() === 'closed' ? MOST_IN_HAND : 3 * breaker.concurrency();
    const room = most - inHand.size;
    if (!running || room < Math.max(1, most / 2)) return rules.pollMs;

    const dueAt = await nextDueAt(em(), kinds, clock());
    if (!dueAt) return rules.pollMs;
    const dueInMs = Math.max(
      dueAt.getTime() - clock().getTime(),
      lastClaimAt + rules.betweenClaimsMs - performance.now(),
    );
    if (dueInMs > 0) return Math.min(dueInMs, rules.pollMs);

    const claim = { kinds, owner, now: clock(), leaseMs: rules.leaseMs, limit: room };
    const jobs = await em().transactional(async within => {
      const claimed = await claimJobs(within, claim);
      if (claimed.length > 0) await delivery.onClaim?.(within, claimed);
      return claimed;
    });
    for (const job of jobs) {
      // After a jump of the clock our own leases look expired to us. What is in hand is not delivered twice, and is released once it has ended.
      if (inHand.has(job.id)) {
        claimedAgain.set(job.id, job);
        continue;
      }
      inHand.set(job.id, new AbortController());
      waiting.push(job);
    }
    // A backlog is claimed as fast as there is room.
    lastClaimAt = jobs.length === room ? Number.NEGATIVE_INFINITY : performance.now();
    lookAgain = true;
    fillConcurrency();
    return rules.pollMs;
  }

  // Delivering: as many at once as the circuit breaker allows.

  function fillConcurrency(): void {
    while (running && delivering < breaker.concurrency()) {
      const job = waiting.shift();
      if (!job) return;
      const work = deliver(job);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    }
  }

  async function deliver(job: Job): Promise<void> {
    const calledOff = inHand.get(job.id) ?? new AbortController();
    delivering += 1;
    const outcome = await attempt(job, calledOff);
    try {
      await record(job, outcome, calledOff.signal);
    } catch (error) {
      log.error({ job: job.id, reason: errorMessage(error) }, 'failed to record delivery result');
    }
    // Only now: between an acceptance and its record, when a crash repeats the delivery, nothing else begins.
    delivering -= 1;
    inHand.delete(job.id);
    fillConcurrency();
    const again = claimedAgain.get(job.id);
    if (again && claimedAgain.delete(job.id)) await release([again]);
    if (waiting.length < breaker.concurrency()) look();
  }

  /** `failed` is a fault of our own, such as a lost database: no server was asked. */
  async function attempt(job: Job, calledOff: AbortController): Promise<Outcome | { kind: 'failed'; reply: string }> {
    const tooLong = setTimeout(() => calledOff.abort('too-long' satisfies CalledOff), rules.attemptMs);
    try {
      return await delivery.deliver(job, calledOff.signal);
    } catch (error) {
      log.error(
        { job: job.id, kind: job.kind, reason: errorMessage(error) },
        `failed to prepare a ${delivery.name} job`,
      );
      return { kind: 'failed', reply: `the ${delivery.name} could not be prepared; the log of the server says why` };
    } finally {
      clearTimeout(tooLong);
    }
  }

  // Recording: what became of the attempt is on disk when `record` resolves.

  const complete = createBatch<Completion>(async completions => {
    for (let writes = 1; ; writes++) {
      try {
        return await completeJobs(em(), owner, completions, clock());
      } catch (error) {
        if (writes === WRITE_ATTEMPTS) throw error;
        await sleep(BETWEEN_WRITES_MS);
      }
    }
  }, MOST_IN_HAND);

  async function record(
    job: Job,
    outcome: Outcome | { readonly kind: 'failed'; readonly reply: string },
    signal: AbortSignal,
  ): Promise<void> {
    // What another worker has claimed is its business now.
    if (signal.reason === 'lease-lost') return;
    switch (outcome.kind) {
      case 'accepted':
        breaker.answered();
        return recordCompleted(job, { id: job.id, state: 'sent', reply: outcome.reply });

      case 'discarded':
        return recordCompleted(job, { id: job.id, state: 'nothing-to-send', reply: null });

      case 'rejected':
        breaker.answered();
        return park(job, outcome.reply);

      case 'deferred': {
        if (outcome.suspect === undefined) breaker.answered();
        const openForMs = outcome.suspect === undefined ? undefined : breaker.suspected(outcome.suspect);
        if (openForMs !== undefined) return waitForServer(job, outcome.reply, false, openForMs);
        return defer(job, outcome.reply, backoffMs(job.attempts, retry, random));
      }

      case 'failed':
        return defer(job, outcome.reply, backoffMs(job.attempts, retry, random));

      case 'unavailable': {
        if (signal.reason === 'stopping') return releaseJobs(em(), owner, [job.id]);
        const reply = signal.reason === 'too-long' ? 'the server took too long over it all' : outcome.reply;
        const openForMs = breaker.unavailable();
        if (openForMs === undefined) return defer(job, reply, backoffMs(1, retry, random));
        return waitForServer(job, reply, outcome.operatorFault, openForMs);
      }
    }
  }

  async function recordCompleted(job: Job, completion: Completion): Promise<void> {
    await complete(completion);
    const sinceRequestMs = Math.max(0, clock().getTime() - job.createdAt.getTime());
    observe({ kind: 'completed', job: job.kind, sinceRequestMs });
    log.info({ ...fieldsOf(job), sinceRequestMs }, `${delivery.name} job completed`);
  }

  async function park(job: Job, reply: string): Promise<void> {
    await complete({ id: job.id, state: 'parked', reply });
    observe({ kind: 'parked', job: job.kind, count: 1 });
    log.error(
      { ...fieldsOf(job), reply },
      `${delivery.name} job parked: it is not tried again until an operator retries it`,
    );
  }

  async function defer(job: Job, reply: string, delayMs: number): Promise<void> {
    const now = clock();
    if (now.getTime() - job.createdAt.getTime() > retry.giveUpAfterMs) return park(job, reply);
    await deferJob(em(), owner, { id: job.id, reply, until: new Date(now.getTime() + delayMs) });
    observe({ kind: 'deferred', job: job.kind });
    log.warn({ ...fieldsOf(job), reply, retryInMs: delayMs }, `${delivery.name} job deferred`);
  }

  /** The circuit breaker has opened. */
  async function waitForServer(job: Job, reply: string, operatorFault: boolean, openForMs: number): Promise<void> {
    // First of all, so that a database that is lost as well cannot keep the breaker open.
    breakerTimeout = setTimeout(() => {
      breaker.halfOpen();
      look();
      fillConcurrency();
    }, openForMs);
    void release(waiting.splice(0));
    observe({ kind: 'unavailable', operatorFault });
    const told = { ...fieldsOf(job), reply, openForMs };
    if (operatorFault)
      log.error(told, `circuit breaker open: the ${delivery.name} server refuses us; check its settings`);
    else log.warn(told, `circuit breaker open: the ${delivery.name} server is unavailable`);

    await defer(job, reply, openForMs);
    const now = clock();
    const askedBefore = new Date(now.getTime() - retry.giveUpAfterMs);
    const count = await parkOverdueJobs(em(), { kinds, askedBefore, reply, now });
    if (count > 0) {
      observe({ kind: 'parked', job: 'overdue', count });
      log.error({ count, reply }, `${delivery.name} jobs parked: the server has not taken them for too long`);
    }
  }

  // Leases.

  async function renew(): Promise<void> {
    if (inHand.size === 0) return;
    try {
      const held = [...inHand.keys()];
      const renewed = await renewLeases(em(), owner, held, new Date(clock().getTime() + rules.leaseMs));
      for (const id of held) if (!renewed.has(id)) inHand.get(id)?.abort('lease-lost' satisfies CalledOff);
    } catch (error) {
      log.error({ reason: errorMessage(error) }, 'failed to renew leases');
    }
  }

  async function release(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    const ids = jobs.map(({ id }) => id);
    try {
      await releaseJobs(em(), owner, ids);
    } catch (error) {
      log.error({ reason: errorMessage(error) }, 'failed to release jobs; their leases will run out');
    }
    for (const id of ids) inHand.delete(id);
  }

  async function repair(): Promise<void> {
    try {
      const { longestDelayMs } = retry;
      await repairAfterClockChange(em(), { longestDelayMs, leaseMs: rules.leaseMs, now: clock() });
    } catch (error) {
      log.error({ reason: errorMessage(error) }, 'failed to repair jobs after a clock change');
    }
  }

  return {
    start() {
      running = true;
      intervals.push(setInterval(() => void renew(), rules.leaseMs / 3));
      intervals.push(setInterval(() => void repair(), rules.maintenanceMs));
      void repair().then(look);
    },
    wake: () => {
      if (running) look();
    },
    async stop(drainMs) {
      running = false;
      timer.cancel();
      clearTimeout(breakerTimeout);
      await looking;
      await release(waiting.splice(0));
      const drained = new AbortController();
      const all = Promise.all(underWay).finally(() => drained.abort());
      await Promise.race([all, sleep(drainMs, undefined, { signal: drained.signal }).catch(() => undefined)]);
      for (const calledOff of inHand.values()) calledOff.abort('stopping' satisfies CalledOff);
      await all;
      for (const interval of intervals.splice(0)) clearInterval(interval);
    },
    breaker: () => breaker.state(),
  };
}

function fieldsOf({ id, kind, accountId, attempts }: Job) {
  return { job: id, kind, account: accountId, attempts };
}
