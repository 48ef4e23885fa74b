import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HashingScale } from './hashingScale.ts';
import type { HashingWork } from './hashingWork.ts';

/** What a thread is told: work, of which the first piece's result is wanted and the rest is for its time alone, or to measure itself. */
export type ThreadTask = readonly [HashingWork, ...HashingWork[]] | 'measure';

interface Waiting {
  readonly task: ThreadTask;
  // biome-ignore lint/suspicious/noExplicitAny: each task knows the type of its own result
  readonly done: (result: any) => void;
  readonly failed: (reason: Error) => void;
}

const FILE = new URL(import.meta.url.endsWith('.ts') ? './hashingThread.ts' : './hashingThread.js', import.meta.url);

const idle: Worker[] = [];
const waiting: Waiting[] = [];
let started = 0;
let scale: Promise<HashingScale> | undefined;

/**
 * bcrypt of an input with a salt (`$2b$12$` and 22 characters), as bcrypt writes it. `afterwards` is done in the same go, for its time alone:
 * so the whole takes that long, without ways to a thread and back in between that could be measured from outside.
 *
 * Hashing runs in threads of its own, as many as there are cores and started when first needed. libuv's own pool, of four threads unless
 * UV_THREADPOOL_SIZE is set before the process starts, serves files and DNS, which would otherwise wait behind every sign-in.
 */
export function bcryptHash(input: string, salt: string, afterwards: readonly HashingWork[] = []): Promise<string> {
  return carryOut([{ kind: 'bcrypt', input, salt }, ...afterwards]);
}

/** PBKDF2 with HMAC-SHA256, in the same threads and with the same meaning of `afterwards`. */
export async function pbkdf2Hash(
  input: string,
  salt: string,
  iterations: number,
  bytes: number,
  afterwards: readonly HashingWork[] = [],
): Promise<Buffer> {
  const derived: string = await carryOut([{ kind: 'pbkdf2', input, salt, iterations, bytes }, ...afterwards]);
  return Buffer.from(derived, 'base64');
}

/** How the kinds of work compare on this machine; measured in a thread, once for the process. */
export function hashingScale(): Promise<HashingScale> {
  scale ??= carryOut<HashingScale>('measure');
  return scale;
}

function carryOut<Result>(task: ThreadTask): Promise<Result> {
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
  const onMessage = (result: unknown) => {
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
