import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { createFairQueue, type QueueBounds } from './fairQueue.ts';
import type { HashingTask } from './hashingThread.ts';
import type { HashingTurn } from './hashingTurn.ts';
import type { HashingWork, LeastTime, PasswordCheck } from './hashingWork.ts';
import type { JudgedBy, PasswordRule } from './passwordPolicy.ts';

/**
 * Thrown where the queue is full, or a task of a client with fewer tasks has replaced this one. Nothing was executed.
 * The caller answers TooManyRequests.
 */
export class HashingQueueFull extends Error {
  override readonly name = 'HashingQueueFull';
}

/** Thrown where a task timed out and its thread was terminated. The caller answers TooManyRequests. */
export class HashingTimedOut extends Error {
  override readonly name = 'HashingTimedOut';
}

/**
 * Threads for work that occupies a core: hashing, checking and judging passwords. They take tasks from one bounded,
 * fair queue. Every task may throw HashingQueueFull or HashingTimedOut.
 */
export interface HashingPool {
  /**
   * The derivation, as bcrypt's text or base64 of the derived bytes. It takes at least as long as bcrypt at
   * `atLeastCost`.
   */
  derive(work: HashingWork, atLeastCost: number, turn: HashingTurn): Promise<string>;
  /** Whether a check matches; one task in the queue, however many derivations it has. */
  matches(check: PasswordCheck, atLeast: LeastTime, turn: HashingTurn): Promise<boolean>;
  /** The rules that a new password breaks, for the account of this address. */
  judge(
    typed: string,
    address: string,
    judgedBy: Omit<JudgedBy, 'estimator'>,
    turn: HashingTurn,
  ): Promise<PasswordRule[]>;
  /** How many tasks are under way and how many wait, for the metrics. */
  readonly load: { readonly running: number; readonly waiting: number };
  /** Terminates the threads. Running and waiting tasks fail. */
  close(): Promise<void>;
}

/** The bounds of a pool, and what it tells. */
export interface HashingPoolOptions {
  /**
   * How many tasks run at once. bcrypt takes a core for its whole time, so more of them than cores would only make each
   * slower.
   */
  readonly concurrency?: number | undefined;
  readonly bounds?: QueueBounds | undefined;
  /** How many times the usual places one client may take in the queue; 1 unless given. */
  readonly clientFactor?: number | undefined;
  /** A task that takes longer is aborted; the start of its thread does not count. */
  readonly timeLimitMs: number;
  /** A task was refused because the queue is full. */
  readonly onRefused?: (() => void) | undefined;
  /** A task timed out. */
  readonly onTimedOut?: (() => void) | undefined;
  /** A thread could not start or has ended by itself, with nothing to do. */
  readonly onThreadError: (error: Error) => void;
  /** The module of the threads; hashingThread.ts or its build unless given. */
  readonly file?: URL | undefined;
}

/**
 * With fair turns a long queue is slow only for those who fill it. At cost 12 the last one waits for about half a minute,
 * which is as long as proxies wait.
 */
const WAITING_PER_CORE = 100;
/** A school may sign in behind one address at nine o'clock. */
const WAITING_PER_CLIENT = 200;

/** A thread and its word lists take about 50 MB. Idle threads end. */
const IDLE_MS = 60_000;

/**
 * The start of a thread may take so many time limits. On a busy machine its low priority makes it wait, and to abort it
 * would mean to start the next one from the beginning.
 */
const TIME_LIMITS_OF_A_START = 6;

const FILE = new URL(import.meta.url.endsWith('.ts') ? './hashingThread.ts' : './hashingThread.js', import.meta.url);

type Result = string | boolean | PasswordRule[];

interface Waiting {
  readonly task: HashingTask;
  readonly done: (result: Result) => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Makes the pool. Piscina starts threads when they are needed, ends idle ones and replaces those that are given up. Our
 * queue passes it no more tasks than run at once. Piscina's own queue keeps tasks with a time limit in the order of
 * arrival, even with a custom queue.
 *
 * The threads of libuv are not used: files and DNS would otherwise wait behind every sign-in.
 */
export function createHashingPool(options: HashingPoolOptions): HashingPool {
  const { concurrency = availableParallelism(), timeLimitMs, file = FILE } = options;
  const queue = createFairQueue<Waiting>(
    options.bounds ?? {
      total: WAITING_PER_CORE * concurrency,
      perClient: WAITING_PER_CLIENT * (options.clientFactor ?? 1),
    },
  );
  let running = 0;
  let threads: Promise<Piscina> | undefined;

  function run<Expected extends Result>(task: HashingTask, turn: HashingTurn): Promise<Expected> {
    return new Promise<Expected>((done, failed) => {
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

  async function carryOut(task: HashingTask): Promise<Result> {
    threads ??= startThreads();
    const pool = await threads;
    const tooLong = new AbortController();
    const abort = () => tooLong.abort();
    let timer = setTimeout(abort, timeLimitMs * TIME_LIMITS_OF_A_START);
    const { port1: fromThread, port2: begun } = new MessageChannel();
    fromThread.once('message', () => {
      clearTimeout(timer);
      timer = setTimeout(abort, timeLimitMs);
    });
    try {
      return await pool.run({ ...task, begun }, { signal: tooLong.signal, transferList: [begun] });
    } catch (error) {
      if (!tooLong.signal.aborted) throw error;
      options.onTimedOut?.();
      throw new HashingTimedOut(`hashing took longer than ${timeLimitMs} ms`);
    } finally {
      clearTimeout(timer);
      fromThread.close();
    }
  }

  async function startThreads(): Promise<Piscina> {
    // Loaded when first used: it takes some ten milliseconds, which a start need not wait for.
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: fileURLToPath(file),
      name: 'carryOut',
      minThreads: 0,
      maxThreads: concurrency,
      idleTimeout: IDLE_MS,
      recordTiming: false,
      // The thread uses no standard streams and inherits no loader of a test runner.
      execArgv: [],
      env: {},
    });
    pool.on('error', options.onThreadError);
    return pool;
  }

  return {
    derive: (work, atLeastCost, turn) => run({ kind: 'derive', work, atLeastCost }, turn),
    matches: (check, atLeast, turn) => run({ kind: 'match', check, atLeast }, turn),
    judge: (typed, address, { minLength, productWords }, turn) =>
      run({ kind: 'judge', typed, address, minLength, productWords }, turn),
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
