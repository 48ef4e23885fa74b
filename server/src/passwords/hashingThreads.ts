import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HashingWork } from './hashingWork.ts';

/** What a thread is told: work, and the cost of bcrypt whose time it is to take at least. */
export interface ThreadTask {
  readonly work: HashingWork;
  readonly atLeastCost: number;
}

interface Waiting {
  readonly task: ThreadTask;
  readonly done: (result: string) => void;
  readonly failed: (reason: Error) => void;
}

const FILE = new URL(import.meta.url.endsWith('.ts') ? './hashingThread.ts' : './hashingThread.js', import.meta.url);

const idle: Worker[] = [];
const waiting: Waiting[] = [];
let started = 0;

/**
 * bcrypt of an input with a salt (`$2b$12$` and 22 characters), as bcrypt writes it. It takes at least as long as bcrypt at `atLeastCost`.
 *
 * Hashing runs in threads of its own, as many as there are cores and started when first needed. libuv's own pool, of four threads unless
 * UV_THREADPOOL_SIZE is set before the process starts, serves files and DNS, which would otherwise wait behind every sign-in.
 */
export function bcryptHash(input: string, salt: string, atLeastCost = 0): Promise<string> {
  return carryOut({ work: { kind: 'bcrypt', input, salt }, atLeastCost });
}

/** PBKDF2 with HMAC-SHA256, in the same threads and with the same meaning of `atLeastCost`. */
export async function pbkdf2Hash(
  input: string,
  salt: string,
  iterations: number,
  bytes: number,
  atLeastCost = 0,
): Promise<Buffer> {
  return Buffer.from(
    await carryOut({ work: { kind: 'pbkdf2', input, salt, iterations, bytes }, atLeastCost }),
    'base64',
  );
}

function carryOut(task: ThreadTask): Promise<string> {
  return new Promise((done, failed) => {
    waiting.push({ task, done, failed });
    next();
  });
}

function next(): void {
  if (waiting.length === 0) return;
  const thread = idle.pop() ?? (started < availableParallelism() ? start() : undefined);
  if (!thread) return;
  const { task, done, failed } = waiting.shift() as Waiting;
  const settle = () => {
    thread.off('message', onMessage).off('error', onError);
    // An idle thread does not keep a process alive that has nothing else to do.
    thread.unref();
  };
  const onMessage = (result: string) => {
    settle();
    idle.push(thread);
    done(result);
    next();
  };
  // A thread that has thrown ends; the next piece of work starts another.
  const onError = (reason: Error) => {
    settle();
    started -= 1;
    failed(reason);
    next();
  };
  thread.on('message', onMessage).on('error', onError).ref();
  thread.postMessage(task);
}

function start(): Worker {
  started += 1;
  // The thread reads nothing and says nothing, and inherits no loader of a test runner.
  return new Worker(FILE, { execArgv: [], env: {} });
}
