import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { createFairQueue, type QueueBounds } from './fairQueue.ts';
import type { HashingTask } from './hashingThread.ts';
import type { HashingTurn } from './hashingTurn.ts';
import type { HashingWork } from './hashingWork.ts';
import type { PasswordRule } from './passwordPolicy.ts';

/** Thrown where too much waits already, or where somebody with less waiting has come; the caller answers TooManyRequests. Nothing was tried. */
export class HashingQueueFull extends Error {
  override readonly name = 'HashingQueueFull';
}

/** Thrown where a task took too long, so that its thread was given up; the caller answers TooManyRequests. */
export class HashingTimedOut extends Error {
  override readonly name = 'HashingTimedOut';
}

/**
 * Threads for what takes a core's whole time: hashing passwords, checking them, judging new ones. They take tasks from one bounded queue, by
 * fair turns. Every task may throw HashingQueueFull or HashingTimedOut.
 */
export interface HashingPool {
  /** The derivation, as bcrypt's text or base64 of the derived bytes. It takes at least as long as bcrypt at `atLeastCost`. */
  derive(work: HashingWork, atLeastCost: number, turn: HashingTurn): Promise<string>;
  /** The rules that a new password breaks, for the account of this address. */
  judge(
    typed: string,
    address: string,
    options: { readonly minLength: number },
    turn: HashingTurn,
  ): Promise<PasswordRule[]>;
  /** How many tasks are under way and how many wait, for the metrics. */
  readonly load: { readonly running: number; readonly waiting: number };
  /** Ends the threads. What is under way or waits fails. */
  close(): Promise<void>;
}

export interface HashingPoolOptions {
  /** How many tasks run at once. bcrypt takes a core for its whole time, so more of them than cores would only make each slower. */
  readonly concurrency?: number;
  readonly bounds?: QueueBounds;
  /** A task that takes longer is given up. */
  readonly timeLimitMs: number;
  /** A task was refused for want of room. */
  readonly onRefused?: () => void;
  /** A task was given up. */
  readonly onTimedOut?: () => void;
  /** A thread could not start or has ended by itself, with nothing to do. */
  readonly onThreadError: (error: Error) => void;
}

/** With fair turns a long queue is slow only for those who fill it. At cost 12 the last one waits for about ten seconds. */
const WAITING_PER_CORE = 32;
/** Many people may sign in from one address within a moment. */
const WAITING_PER_CLIENT = 24;

/** A thread and its word lists take about 30 MB, which is given back when it is quiet. */
const IDLE_MS = 60_000;

const THREAD = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './hashingThread.ts' : './hashingThread.js', import.meta.url),
);

interface Waiting {
  readonly task: HashingTask;
  readonly done: (result: string | PasswordRule[]) => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Makes the pool. Piscina starts threads when they are needed, ends idle ones and replaces those that are given up. The queue stands before it
 * and gives it no more than runs at once: its own queue keeps tasks that have a time limit in the order of arrival, whatever queue it is given.
 *
 * libuv's own threads serve files and DNS, which would otherwise wait behind every sign-in; they are left alone.
 */
export function createHashingPool(options: HashingPoolOptions): HashingPool {
  const { concurrency = availableParallelism(), timeLimitMs } = options;
  const queue = createFairQueue<Waiting>(
    options.bounds ?? {
      total: WAITING_PER_CORE * concurrency,
      perClient: WAITING_PER_CLIENT,
    },
  );
  let running = 0;
  let threads: Promise<Piscina> | undefined;

  function run<Result extends string | PasswordRule[]>(task: HashingTask, turn: HashingTurn): Promise<Result> {
    return new Promise<Result>((done, failed) => {
      const refused = queue.push({ task, done: done as Waiting['done'], failed }, turn);
      if (refused) {
        refused.failed(new HashingQueueFull('too much hashing is waiting already'));
        options.onRefused?.();
      }
      startNext();
    });
  }

  function startNext(): void {
    while (running < concurrency) {
      const next = queue.shift();
      if (!next) return;
      running += 1;
      carryOut(next.task)
        .then(next.done, next.failed)
        .finally(() => {
          running -= 1;
          startNext();
        });
    }
  }

  async function carryOut(task: HashingTask): Promise<string | PasswordRule[]> {
    threads ??= startThreads();
    const pool = await threads;
    const limit = AbortSignal.timeout(timeLimitMs);
    try {
      return await pool.run(task, { signal: limit });
    } catch (error) {
      if (!limit.aborted) throw error;
      options.onTimedOut?.();
      throw new HashingTimedOut(`hashing took longer than ${timeLimitMs} ms`);
    }
  }

  async function startThreads(): Promise<Piscina> {
    // Loaded when first used: it takes some ten milliseconds, which a start need not wait for.
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: THREAD,
      name: 'carryOut',
      minThreads: 0,
      maxThreads: concurrency,
      idleTimeout: IDLE_MS,
      recordTiming: false,
      // The thread reads nothing and says nothing, and inherits no loader of a test runner.
      execArgv: [],
      env: {},
    });
    pool.on('error', options.onThreadError);
    return pool;
  }

  return {
    derive: (work, atLeastCost, turn) => run({ kind: 'derive', work, atLeastCost }, turn),
    judge: (typed, address, { minLength }, turn) => run({ kind: 'judge', typed, address, minLength }, turn),
    get load() {
      return { running, waiting: queue.waiting };
    },
    async close() {
      for (let left = queue.shift(); left; left = queue.shift()) left.failed(new Error('the hashing pool is closed'));
      const pool = await threads;
      await pool?.destroy();
    },
  };
}
