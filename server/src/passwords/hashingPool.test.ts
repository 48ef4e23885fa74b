import { lookup } from 'node:dns/promises';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import bcrypt from 'bcrypt';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHashingPool,
  type HashingPool,
  type HashingPoolOptions,
  HashingQueueFull,
  HashingTimedOut,
} from './hashingPool.ts';

const STRANGER = { client: ['192.0.2.7'], knownDevice: undefined };
const OTHER = { client: ['198.51.100.1'], knownDevice: undefined };

const bcryptAt = (cost: string) =>
  ({ kind: 'bcrypt', input: 'plum kettle', salt: `$2b$${cost}$abcdefghijklmnopqrstuu` }) as const;
const CHEAP = bcryptAt('04');
const CHEAP_HASH = bcrypt.hashSync(CHEAP.input, CHEAP.salt);

/**
 * The longest that a judge was ever given: 64 characters that each stand for a letter, of which zxcvbn tries the
 * spellings.
 */
const HOSTILE = '4@8({[<3361!|70$5+%2'.repeat(13).slice(0, 256);

describe('the pool for hashing', () => {
  let pool: HashingPool;
  const threadErrors: Error[] = [];
  const start = (options: Partial<HashingPoolOptions> = {}) => {
    pool = createHashingPool({ timeLimitMs: 60_000, onThreadError: error => threadErrors.push(error), ...options });
  };
  afterEach(async () => {
    await pool.close();
    expect(threadErrors).toEqual([]);
  });

  it('gives what bcrypt gives, and what an imported hash was made with', async () => {
    start();
    expect(await pool.derive(CHEAP, 0, STRANGER)).toBe(CHEAP_HASH);
    const pbkdf2 = {
      kind: 'pbkdf2',
      input: 'password',
      salt: 'salt',
      iterations: 4096,
      bytes: 32,
      digest: 'sha256',
    } as const;
    expect(Buffer.from(await pool.derive(pbkdf2, 0, STRANGER), 'base64').toString('hex')).toBe(
      'c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a',
    );
  });

  it('judges new passwords', async () => {
    start();
    const judge = (password: string) =>
      pool.judge(password, 'ada.lovelace@example.com', { minLength: 15, productWords: ['Rekey'] }, STRANGER);
    expect(await judge('plum kettle orbit 71 sandal')).toEqual([]);
    expect(await judge('ada.lovelace')).toEqual(['TOO_SHORT', 'TOO_SIMILAR']);
    expect(await judge('qwertyuiopasdfgh')).toEqual(['TOO_WEAK']);
    expect(await judge(HOSTILE)).toEqual([]);
  });

  it('leaves the loop that answers free while it loads word lists and judges the most hostile passwords', {
    tags: ['strangers-loop'],
  }, async () => {
    start();
    let turnsOfTheLoop = 0;
    let judged = false;
    const judging = Promise.all(
      Array.from({ length: 20 }, () =>
        pool.judge(HOSTILE, 'ada@example.com', { minLength: 15, productWords: ['Rekey'] }, STRANGER),
      ),
    ).finally(() => {
      judged = true;
    });
    while (!judged) {
      await setImmediate();
      turnsOfTheLoop += 1;
    }
    await judging;
    // Judging one of them here would take a few of these turns and no more.
    expect(turnsOfTheLoop).toBeGreaterThan(1_000);
  });

  it('reads files and looks up names at once, however many passwords wait to be hashed', async () => {
    start({ concurrency: 2 });
    let hashed = 0;
    const storm = Array.from({ length: 24 }, async () => {
      await pool.derive(bcryptAt('13'), 0, STRANGER);
      hashed += 1;
    });
    // Those that still wait fail at the end.
    const ends = Promise.allSettled(storm);
    // More than libuv has threads, so that they would all have to wait if hashing used one of them.
    await Promise.all(
      Array.from({ length: 16 }, () => [readFile(fileURLToPath(import.meta.url)), lookup('127.0.0.1')]).flat(),
    );
    expect(hashed).toBeLessThan(storm.length / 2);
    await pool.close();
    await ends;
  });

  it('runs as many tasks at once as it is told to, and tells how many run and wait', async () => {
    start({ concurrency: 2 });
    const tasks = Array.from({ length: 5 }, () => pool.derive(CHEAP, 0, STRANGER));
    expect(pool.load).toEqual({ running: 2, waiting: 3 });
    await Promise.all(tasks);
    await setImmediate();
    expect(pool.load).toEqual({ running: 0, waiting: 0 });
  });

  it('serves each client in its turn and known devices first, in the order in which they are answered', async () => {
    start({ concurrency: 1 });
    const served: string[] = [];
    const task = (name: string, turn: typeof STRANGER | { client: string[]; knownDevice: string }) =>
      pool.derive(CHEAP, 0, turn).then(() => served.push(name));
    await Promise.all([
      task('running', STRANGER),
      ...[1, 2, 3].map(n => task(`stranger ${n}`, STRANGER)),
      task('other', OTHER),
      task('owner', { client: ['203.0.113.5'], knownDevice: 'ada on her phone' }),
    ]);
    expect(served).toEqual(['running', 'owner', 'stranger 1', 'other', 'stranger 2', 'stranger 3']);
  });

  it('refuses at once where too much waits, takes a newcomer instead of a task of a client that has more waiting, and goes on', async () => {
    start({ concurrency: 1, bounds: { total: 3, perClient: 3 } });
    const outcome = (turn: typeof STRANGER) =>
      pool.derive(CHEAP, 0, turn).then(
        () => 'done',
        error => (error instanceof HashingQueueFull ? 'refused' : error),
      );
    const outcomes = [STRANGER, STRANGER, STRANGER, STRANGER, STRANGER, OTHER].map(outcome);
    expect(await Promise.all(outcomes)).toEqual(['done', 'done', 'done', 'refused', 'refused', 'done']);
    expect(await outcome(STRANGER)).toBe('done');
  });

  it('says so where a piece of work cannot be done, and goes on with the next', async () => {
    start();
    await expect(pool.derive({ ...CHEAP, salt: 'no salt at all' }, 0, STRANGER)).rejects.toThrow(/salt/i);
    expect(await pool.derive(CHEAP, 0, STRANGER)).toBe(CHEAP_HASH);
  });

  it('aborts a task that takes too long and goes on with another thread', async () => {
    let timedOut = 0;
    start({
      concurrency: 1,
      timeLimitMs: 4_000,
      onTimedOut: () => {
        timedOut += 1;
      },
    });
    const absurd = pool.derive(bcryptAt('18'), 0, STRANGER);
    const next = pool.derive(CHEAP, 0, OTHER);
    await expect(absurd).rejects.toThrow(HashingTimedOut);
    expect(timedOut).toBe(1);
    expect(await next).toBe(CHEAP_HASH);
    expect(await pool.derive(CHEAP, 0, STRANGER)).toBe(CHEAP_HASH);
  });

  it('does not count the start of a thread, and aborts one that never begins', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-thread-'));
    const thread = async (name: string, timeLimitMs: number, carryOut: string) => {
      const file = pathToFileURL(join(folder, `${name}.mjs`));
      await writeFile(file, carryOut);
      start({ file, concurrency: 1, timeLimitMs });
      return pool.derive(CHEAP, 0, STRANGER);
    };
    const pause = `await new Promise(done => setTimeout(done, 3_000));`;
    const slow = `${pause} export const carryOut = ({ begun }) => (begun.postMessage('begun'), 'derived');`;
    expect(await thread('slow', 2_500, slow)).toBe('derived');
    await pool.close();
    await expect(thread('stuck', 500, 'export const carryOut = () => new Promise(() => {});')).rejects.toThrow(
      HashingTimedOut,
    );
    await rm(folder, { recursive: true });
  });

  it('fails what still waits when it is closed', async () => {
    start({ concurrency: 1 });
    const tasks = [1, 2, 3].map(() => pool.derive(bcryptAt('10'), 0, STRANGER));
    const ends = Promise.allSettled(tasks);
    await pool.close();
    expect((await ends).map(end => end.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(pool.load.waiting).toBe(0);
  });
});
