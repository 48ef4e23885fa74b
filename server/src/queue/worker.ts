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
  excuseJobs,
  jobsOf,
  nextDueAt,
  parkOverdueJobs,
  releaseJobs,
  renewLeases,
  repairAfterClockChange,
  wasAnySent,
} from './jobs.ts';
import { createTimer } from './timer.ts';

/** An event of a worker, for metrics. `completed` is the same for an accepted job and for one without a recipient. */
export type WorkerEvent =
  /** Milliseconds from the request until the job was completed. */
  | { readonly kind: 'completed'; readonly job: string; readonly sinceRequestMs: number }
  | { readonly kind: 'deferred'; readonly job: string }
  | { readonly kind: 'parked'; readonly job: string; readonly count: number }
  | { readonly kind: 'unavailable'; readonly operatorFault: boolean }
  /** An attempt met what may be the operator's to mend. */
  | { readonly kind: 'operator-fault'; readonly fault: string };

/** The times of the worker, in milliseconds. */
export interface WorkerRules {
  /** The duration of a lease. The worker renews it; when the worker dies, others wait until it expires. */
  readonly leaseMs: number;
  /** How often the queue is polled. */
  readonly pollMs: number;
  /**
   * The shortest time between two claims. Jobs share a commit, for which records of deliveries and requests on SQLite
   * do not wait as often.
   */
  readonly betweenClaimsMs: number;
  /** The time limit of one attempt in total. */
  readonly attemptMs: number;
  /** How often jobs are repaired after a clock change. */
  readonly maintenanceMs: number;
}

/** The defaults; tests use others. */
const USUAL_WORKER_RULES: WorkerRules = {
  leaseMs: 10_000,
  pollMs: 5_000,
  betweenClaimsMs: 100,
  attemptMs: 90_000,
  maintenanceMs: 60_000,
};

/** The dependencies of a worker. */
export interface WorkerOptions {
  readonly orm: { readonly em: SqlEntityManager };
  readonly delivery: Delivery;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  /** From 0 up to 1, as `Math.random`. */
  readonly random?: (() => number) | undefined;
  readonly observe?: ((event: WorkerEvent) => void) | undefined;
  readonly rules?: Partial<WorkerRules> | undefined;
}

/** Delivers the jobs of one delivery. */
export interface Worker {
  start(): void;
  /** There may be a new job. Call it after the commit. It never throws and never waits. */
  wake(): void;
  /** Claims no more jobs, waits up to `drainMs` for those under way, and releases the rest. Never throws. */
  stop(drainMs: number): Promise<void>;
  /** The state of the circuit breaker. */
  breaker(): 'closed' | 'open' | 'half open';
}

/** Why a job is deferred; see `Outcome`. */
interface Failure {
  readonly reply: string;
  readonly suspect?: string | undefined;
  readonly fault?: string | undefined;
  readonly unconfirmed?: boolean | undefined;
}

/** Why an attempt was aborted: the reason of its abort signal. */
type AbortReason = 'too-long' | 'lease-lost' | 'stopping';

/**
 * More jobs than can be delivered at once, so that no delivery waits for the database, and a claim's commit is shared
 * by many.
 */
const MAX_CLAIMED_JOBS = 50;

/** A job whose reply is lost so often is parked: each time it may have been delivered. */
const MAX_UNCONFIRMED = 3;

/** The database may be back soon, after a failover. */
const AFTER_FAILURE_MS = 1_000;

/**
 * A delivery that was accepted and cannot be recorded is repeated. So recording is tried for longer than a failover of
 * the database takes. It is also tried more often than a queue is read after a failure, so that it comes first. A worker
 * that stops has less time.
 */
const RECORD_WITHIN_MS = 120_000;
const RECORD_WITHIN_MS_OF_STOPPING = 5_000;
const BETWEEN_WRITES_MS = 250;

/**
 * Makes a worker. Any number of workers, in one process or in many, may work on the same queue. The code follows the
 * life of a job: waking, claiming, delivering, recording; then leases and stopping.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { orm, delivery, log, clock = systemClock, random = Math.random, observe = () => {} } = options;
  const { kinds, retry, attemptMs = USUAL_WORKER_RULES.attemptMs } = delivery;
  const rules = { ...USUAL_WORKER_RULES, attemptMs, ...options.rules };
  const owner = randomUUID();
  const breaker = createCircuitBreaker(delivery.concurrency, retry, random);
  const clockWasSetBack = createClockJumpDetector(clock);
  const timer = createTimer(look);

  /** Every claimed job, with the controller that aborts its attempt. */
  const controllers = new Map<string, AbortController>();
  /** Claimed jobs whose delivery has not begun. */
  const waiting: Job[] = [];
  /** Jobs that were claimed again while an attempt at them was still ending. */
  const claimedAgain = new Map<string, Job>();
  const underWay = new Set<Promise<void>>();
  let delivering = 0;
  /** Slow deliveries that go on beside the others. */
  let aside = 0;
  let running = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let lastClaimAt = Number.NEGATIVE_INFINITY;
  let breakerTimeout: NodeJS.Timeout | undefined;
  const intervals: NodeJS.Timeout[] = [];

  const em = () => orm.em.fork();

  // Waking: by a call after a commit, when the next job is due, after every delivery, and every few seconds.

  function look(): void {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = lookUntilDone().finally(() => {
      looking = undefined;
      // Requested since the last look.
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
      nextLookMs = Math.min(rules.pollMs, AFTER_FAILURE_MS);
    }
    if (running) timer.callIn(nextLookMs);
  }

  // Claiming.

  /** Claims due jobs up to the limit. Returns in how many milliseconds to look again. */
  async function claimDue(): Promise<number> {
    // A server that is down is tried with a few jobs, since those that are not tried have to be released.
    const maxJobs = breaker.state() === 'closed' ? MAX_CLAIMED_JOBS : 3 * breaker.concurrency();
    const room = maxJobs - (controllers.size - aside);
    if (!running || room < Math.max(1, maxJobs / 2)) return rules.pollMs;

    const dueAt = await nextDueAt(em(), delivery, clock());
    if (!dueAt) return rules.pollMs;
    const dueInMs = Math.max(
      dueAt.getTime() - clock().getTime(),
      lastClaimAt + rules.betweenClaimsMs - performance.now(),
    );
    if (dueInMs > 0) return Math.min(dueInMs, rules.pollMs);

    const claim = { kinds, ordered: delivery.ordered, owner, now: clock(), leaseMs: rules.leaseMs, limit: room };
    const jobs = await em().transactional(async within => {
      const claimed = await claimJobs(within, claim);
      if (claimed.length > 0) await delivery.onClaim?.(within, claimed);
      return claimed;
    });
    for (const job of jobs) {
      // After a jump of the clock our own leases look expired. A job that is being delivered is not delivered twice,
      // and is released when its attempt has ended.
      if (controllers.has(job.id)) {
        claimedAgain.set(job.id, job);
        continue;
      }
      controllers.set(job.id, new AbortController());
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
    const controller = controllers.get(job.id) ?? new AbortController();
    delivering += 1;
    let isAside = false;
    const outcome = await attempt(job, controller, () => {
      isAside = true;
      aside += 1;
      delivering -= 1;
      fillConcurrency();
      look();
    });
    try {
      await record(job, outcome, controller.signal);
    } catch (error) {
      log.error({ job: job.id, reason: errorMessage(error) }, 'failed to record delivery result');
    }
    // Only now: between an acceptance and its record, when a crash would repeat the delivery, no other delivery starts.
    if (isAside) aside -= 1;
    else delivering -= 1;
    controllers.delete(job.id);
    fillConcurrency();
    const again = claimedAgain.get(job.id);
    if (again) await release([again]);
    if (waiting.length < breaker.concurrency()) look();
  }

  /** `failed` is an internal error, such as an unavailable database: the server was not tried. */
  async function attempt(
    job: Job,
    controller: AbortController,
    onSlow: () => void,
  ): Promise<Outcome | { kind: 'failed'; reply: string }> {
    const tooLong = setTimeout(() => controller.abort('too-long' satisfies AbortReason), rules.attemptMs);
    try {
      return await delivery.deliver(job, controller.signal, onSlow);
    } catch (error) {
      log.error(
        { job: job.id, kind: job.kind, reason: errorMessage(error) },
        `failed to prepare a ${delivery.name} job`,
      );
      return { kind: 'failed', reply: `failed to prepare the ${delivery.name}; see the log of the server` };
    } finally {
      clearTimeout(tooLong);
    }
  }

  // Recording: the outcome of the attempt is durable when `record` resolves.

  const complete = createBatch<Completion>(async completions => {
    const since = performance.now();
    for (;;) {
      try {
        return await completeJobs(em(), owner, completions, clock(), delivery.erasedKinds);
      } catch (error) {
        const withinMs = running ? RECORD_WITHIN_MS : RECORD_WITHIN_MS_OF_STOPPING;
        if (performance.now() - since > withinMs) throw error;
        await sleep(BETWEEN_WRITES_MS);
      }
    }
  }, MAX_CLAIMED_JOBS);

  async function record(
    job: Job,
    outcome: Outcome | { readonly kind: 'failed'; readonly reply: string },
    signal: AbortSignal,
  ): Promise<void> {
    // Another worker has claimed the job.
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
        const { suspect, fault, unconfirmed, forGood } = outcome;
        if (forGood && (await wasAnySent(em(), kinds, job.createdAt))) {
          breaker.answered();
          return park(job, outcome.reply);
        }
        // Nothing speaks against the server, and there is no time left to try it.
        if (signal.reason === 'stopping') return defer(job, outcome, retry.longestDelayMs);
        if (fault !== undefined) observe({ kind: 'operator-fault', fault });
        if (suspect === undefined) breaker.answered();
        const openForMs = suspect === undefined ? undefined : breaker.suspected(suspect);
        if (openForMs !== undefined) return waitForServer(job, outcome, openForMs);
        const delayMs = unconfirmed ? retry.longestDelayMs : backoffMs(job.attempts, retry, random);
        return defer(job, outcome, delayMs);
      }

      case 'failed':
        return defer(job, outcome, backoffMs(job.attempts, retry, random));

      case 'unavailable': {
        if (signal.reason === 'stopping') return releaseJobs(em(), owner, [job.id]);
        const { fault } = outcome;
        if (fault !== undefined) observe({ kind: 'operator-fault', fault });
        const reply = signal.reason === 'too-long' ? 'the delivery timed out' : outcome.reply;
        const openForMs = breaker.unavailable();
        if (openForMs === undefined) return defer(job, { reply, fault }, backoffMs(1, retry, random));
        return waitForServer(job, { reply, fault }, openForMs);
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

  async function defer(job: Job, failure: Failure, delayMs: number): Promise<void> {
    const { reply, fault, unconfirmed = false } = failure;
    const now = clock();
    if (unconfirmed && job.unconfirmed + 1 >= MAX_UNCONFIRMED) {
      return park(job, `may have been delivered: handed over ${MAX_UNCONFIRMED} times, and no reply came (${reply})`);
    }
    if (await isGivenUp(job, failure, now)) return park(job, reply);
    await deferJob(em(), owner, { id: job.id, reply, until: new Date(now.getTime() + delayMs), unconfirmed });
    observe({ kind: 'deferred', job: job.kind });
    log.warn(
      { ...fieldsOf(job), reply, ...(fault !== undefined && { fault }), retryInMs: delayMs },
      `${delivery.name} job deferred`,
    );
  }

  /**
   * No job is given up for a fault of the operator's. One recipient alone may only look like that. Whether it does is
   * known when the server has accepted other jobs since this one was requested.
   */
  async function isGivenUp(job: Job, { fault, suspect }: Failure, now: Date): Promise<boolean> {
    const isOld = ({ createdAt, excusedAt }: Job) =>
      now.getTime() - Math.max(createdAt.getTime(), excusedAt?.getTime() ?? 0) > retry.giveUpAfterMs;
    if (!isOld(job)) return false;
    // It may have been excused since it was claimed.
    const [kept = job] = await jobsOf(em(), [job.id]);
    if (!isOld(kept)) return false;
    if (fault === undefined) return true;
    return suspect !== undefined && (await wasAnySent(em(), kinds, job.createdAt));
  }

  /** The circuit breaker has opened. */
  async function waitForServer(job: Job, { reply, fault }: Failure, openForMs: number): Promise<void> {
    // First, so that the breaker also closes when the database is unavailable.
    breakerTimeout = setTimeout(() => {
      breaker.halfOpen();
      look();
      fillConcurrency();
    }, openForMs);
    void release(waiting.splice(0));
    observe({ kind: 'unavailable', operatorFault: fault !== undefined });
    const told = { ...fieldsOf(job), reply, openForMs };
    if (fault !== undefined)
      log.error(
        { ...told, fault },
        `circuit breaker open: the ${delivery.name} server refuses us or is not there; check its settings`,
      );
    else log.warn(told, `circuit breaker open: the ${delivery.name} server is unavailable`);

    await defer(job, { reply, fault }, openForMs);
    const now = clock();
    if (fault !== undefined) return excuseJobs(em(), kinds, now);
    const askedBefore = new Date(now.getTime() - retry.giveUpAfterMs);
    const count = await parkOverdueJobs(em(), { kinds, askedBefore, reply, now, erasedKinds: delivery.erasedKinds });
    if (count > 0) {
      observe({ kind: 'parked', job: 'overdue', count });
      log.error({ count, reply }, `${delivery.name} jobs parked: the server was unavailable for too long`);
    }
  }

  // Leases.

  async function renew(): Promise<void> {
    if (controllers.size === 0) return;
    try {
      // The attempts of this moment: a job may be deferred and claimed again before the answer is here.
      const held = [...controllers];
      const ids = held.map(([id]) => id);
      const renewed = await renewLeases(em(), owner, ids, new Date(clock().getTime() + rules.leaseMs));
      for (const [id, attempt] of held) if (!renewed.has(id)) attempt.abort('lease-lost' satisfies AbortReason);
    } catch (error) {
      log.error({ reason: errorMessage(error) }, 'failed to renew leases');
    }
  }

  async function release(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    const ids = jobs.map(({ id }) => id);
    // Before the statement: what it has released may be claimed again before its answer is here.
    for (const id of ids) {
      controllers.delete(id);
      claimedAgain.delete(id);
    }
    try {
      await releaseJobs(em(), owner, ids);
    } catch (error) {
      log.error({ reason: errorMessage(error) }, 'failed to release jobs; their leases will run out');
    }
  }

  async function repair(): Promise<void> {
    try {
      const { longestDelayMs } = retry;
      await repairAfterClockChange(em(), { kinds, longestDelayMs, leaseMs: rules.leaseMs, now: clock() });
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
      for (const controller of controllers.values()) controller.abort('stopping' satisfies AbortReason);
      await all;
      // A mail that failed meanwhile may have opened the breaker.
      clearTimeout(breakerTimeout);
      for (const interval of intervals.splice(0)) clearInterval(interval);
    },
    breaker: () => breaker.state(),
  };
}

function fieldsOf({ id, kind, accountId, attempts }: Job) {
  return { job: id, kind, account: accountId, attempts };
}
