import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { Database } from '../sql/database.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';
import { createLimiter, type Limiter, type LimitSubject, noLimits } from './limiter.ts';
import { RateLimit } from './rateLimit.ts';
import { LIMITS, type LimitedOperation } from './rules.ts';

const ADA = 'ada@example.com';
const EVE = 'eve@example.com';
const START_MS = 1_800_000_000_000;
const DAY_MS = 24 * 3_600_000;

describe('counting attempts', () => {
  let folder: string;
  let file: TestDatabase;
  let database: Database;
  let nowMs = START_MS;
  let limiter: Limiter;
  const newLimiter = (secret = 'one secret') => createLimiter({ secret, clock: () => new Date(nowMs) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-limits-'));
    file = await createTestDatabase(folder);
    database = await openDatabase(readConfig({ DATABASE_URL: file.url }).database);
    await migrateUp(database);
  });
  afterAll(async () => {
    await database.close();
    await file.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    nowMs = START_MS;
    limiter = newLimiter();
    await database.em.fork().nativeDelete(RateLimit, {});
  });

  const scope = () => ({ em: database.em.fork() });
  /** The wait of one attempt; undefined where it may go on. */
  async function wait(operation: LimitedOperation, subject: LimitSubject, by = limiter): Promise<number | undefined> {
    const admission = await by.admit(scope(), operation, subject);
    return admission.admitted ? undefined : admission.waitSeconds;
  }
  async function waits(count: number, operation: LimitedOperation, subject: (n: number) => LimitSubject) {
    const seen: Array<number | undefined> = [];
    for (let n = 0; n < count; n += 1) seen.push(await wait(operation, subject(n)));
    return seen;
  }
  const from = (ipAddress: string, address?: string) => ({ ipAddress, address });
  const rows = () => database.em.fork().find(RateLimit, {}, { orderBy: { key: 'asc' } });
  const countOf = async (part: string) => (await rows()).filter(row => row.key.includes(part)).map(row => row.count);
  const admitted = async (operation: LimitedOperation, subject: LimitSubject) => {
    const admission = await limiter.admit(scope(), operation, subject);
    if (!admission.admitted) throw new Error('refused');
    return admission;
  };

  it('lets a client ask for email five times in a quarter of an hour, whichever operation asks', {
    tags: ['strangers-mail'],
  }, async () => {
    const seen = await waits(7, 'requestPasswordReset', () => from('192.0.2.1', ADA));
    expect(seen).toEqual([...Array(5).fill(undefined), 900, 900]);
    expect(await wait('register', from('192.0.2.1', ADA))).toBe(900);
    expect(await wait('requestPasswordReset', from('192.0.2.2', ADA))).toBeUndefined();
    expect(await wait('requestPasswordReset', from('192.0.2.1', EVE))).toBeUndefined();
  });

  it('tells the whole seconds that are left, at least one, and begins anew when they are over', async () => {
    await waits(5, 'register', () => from('192.0.2.1', ADA));
    const waitAfter = async (ms: number) => {
      nowMs = START_MS + ms;
      return wait('register', from('192.0.2.1', ADA));
    };
    expect(await waitAfter(100_000)).toBe(800);
    expect(await waitAfter(100_001)).toBe(800);
    expect(await waitAfter(899_500)).toBe(1);
    expect(await waitAfter(899_999)).toBe(1);
    expect(await waitAfter(900_000)).toBeUndefined();
    const [first] = (await rows()).filter(row => row.key.includes(':pair:900:'));
    expect([first?.count, first?.resetsAt.getTime()]).toEqual([1, START_MS + 1_800_000]);
  });

  it('counts on the address only what pair and client let through, and thirty of those an hour', {
    tags: ['limits'],
  }, async () => {
    await waits(20, 'requestPasswordReset', () => from('192.0.2.1', ADA));
    expect(await countOf(':address:')).toEqual([5]);
    expect(await waits(25, 'requestPasswordReset', n => from(`198.51.100.${n}`, ADA))).toEqual(
      Array(25).fill(undefined),
    );
    expect(await wait('requestPasswordReset', from('203.0.113.1', ADA))).toBe(3_600);
    expect(await wait('requestPasswordReset', from('203.0.113.1', EVE))).toBeUndefined();
  });

  it('writes nothing for a refused attempt, and asks nothing either once it is remembered', {
    tags: ['strangers-traces'],
  }, async () => {
    await waits(5, 'login', () => from('192.0.2.1', ADA));
    const before = await rows();
    expect(await wait('login', from('192.0.2.1', ADA))).toBe(60);
    const statements = await statementsSent(database, () =>
      waits(50, 'login', () => from('192.0.2.1', ADA)).then(seen => expect(new Set(seen)).toEqual(new Set([60]))),
    );
    expect(statements).toEqual([]);
    expect((await rows()).map(row => [row.key, row.count])).toEqual(before.map(row => [row.key, row.count]));
  });

  it('keeps the rows about an address few, however many clients try', { tags: ['strangers-traces'] }, async () => {
    for (let n = 0; n < 400; n += 1) await wait('login', from(`2001:db8:${n.toString(16)}::1`, ADA));
    // A hundred were let through, each with its four own pairs and those of its wider networks; the address and its
    // windows are shared.
    const about = (await rows()).filter(row => row.key.includes(':pair:') || row.key.includes(':address:'));
    expect(about.length).toBeLessThanOrEqual(100 * 6 + 1);
    expect(Math.max(...about.map(row => row.resetsAt.getTime()))).toBeLessThanOrEqual(START_MS + 3 * DAY_MS);
  });

  it('counts an IPv6 client as its /64, its /56 and its /48, which together cannot use up an address', async () => {
    const inside = (n: number) => from(`2001:db8:1:${n.toString(16)}::1`, ADA);
    const through = (seen: Array<number | undefined>) => seen.filter(each => each === undefined).length;
    expect(through(await waits(100, 'login', inside))).toBe(45);
    expect(through(await waits(100, 'login', n => inside(0x100 + n)))).toBe(15);
    expect(await wait('login', inside(0x2000))).toBe(3 * 24 * 3_600);
    // Another customer's network is not counted with it, and the address has room left.
    expect(await wait('login', from('2001:db8:2::1', ADA))).toBeUndefined();
  });

  it('keeps one /48 from using up the emails to a mailbox', async () => {
    const seen: Array<number | undefined> = [];
    for (let n = 0; n < 60; n += 1) {
      seen.push(await wait('requestPasswordReset', from(`2001:db8:1:${(n * 37).toString(16)}::1`, ADA)));
      nowMs += 50_000;
    }
    expect(seen.filter(each => each === undefined)).toHaveLength(20);
    expect(await wait('requestPasswordReset', from('192.0.2.1', ADA))).toBeUndefined();
  });

  it('lets the delay of one client grow: a minute, a quarter of an hour, an hour, three days', {
    tags: ['login-limits'],
  }, async () => {
    const grown: number[] = [];
    for (let n = 0; n < 200 && (grown.at(-1) ?? 0) < 86_400; n += 1) {
      const seconds = await wait('login', from('192.0.2.1', ADA));
      if (seconds === undefined) continue;
      grown.push(seconds);
      if (seconds < 86_400) nowMs += seconds * 1000;
    }
    expect(grown.slice(0, 3).map(seconds => Math.round(seconds / 60))).toEqual([1, 14, 45]);
    expect(grown.at(-1)).toBeGreaterThan(2 * 86_400);
    expect(grown.at(-1)).toBeLessThanOrEqual(3 * 86_400);
  });

  it('allows a hundred failures on an address in three days, and then begins anew by itself', async () => {
    for (let n = 0; n < 100; n += 1) expect(await wait('login', from(`198.51.100.${n}`, ADA))).toBeUndefined();
    expect(await wait('login', from('203.0.113.1', ADA))).toBe(3 * 24 * 3_600);
    nowMs += 3 * DAY_MS;
    expect(await wait('login', from('203.0.113.1', ADA))).toBeUndefined();
  });

  it('gives a known device an allowance of its own, which no stranger can use up', {
    tags: ['login-limits'],
  }, async () => {
    for (let n = 0; n < 120; n += 1) await wait('login', from(`198.51.100.${n}`, ADA));
    await waits(30, 'login', () => from('192.0.2.1', ADA));
    const known = { ...from('192.0.2.1', ADA), device: 'a device' };
    const seen = await waits(7, 'login', () => known);
    expect(seen).toEqual([...Array(5).fill(undefined), 60, 60]);
    expect(await wait('login', { ...known, device: 'another device' })).toBeUndefined();
  });

  it('counts the emails of all known devices of a mailbox together, and beyond that as those of strangers', {
    tags: ['strangers-mail'],
  }, async () => {
    const thief = (n: number) => ({ ...from('192.0.2.1', ADA), device: `device ${n}` });
    const seen = await waits(60, 'requestPasswordReset', n => thief(Math.max(0, n - 4)));
    expect(seen.filter(each => each === undefined)).toHaveLength(30 + 5);
    // One that has used up its own as well is refused, and keeps no other from being counted as a stranger.
    expect(await wait('requestPasswordReset', thief(0))).toBe(900);
    // The owner, who is elsewhere, has what an owner without a known device has.
    const owner = { ...from('192.0.2.2', ADA), device: 'the laptop' };
    expect(await waits(6, 'register', () => owner)).toEqual([...Array(5).fill(undefined), 900]);
    expect(await wait('requestPasswordReset', { ...thief(1), address: EVE })).toBeUndefined();
    nowMs += 3_600_000;
    expect(await wait('requestPasswordReset', owner)).toBeUndefined();
  });

  it('counts the links of one account for themselves, and what is no link by its client', async () => {
    const garbage = await waits(61, 'useLink', () => from('192.0.2.1'));
    expect(garbage.filter(each => each === undefined)).toHaveLength(60);
    const link = { ...from('192.0.2.1'), link: 'uid of Ada' };
    const seen = await waits(31, 'useLink', n => ({ ...link, ipAddress: `198.51.100.${n}` }));
    expect(seen).toEqual([...Array(30).fill(undefined), 3_600]);
    expect(await wait('useLink', { ...link, link: 'uid of Eve' })).toBeUndefined();
  });

  it('counts clients without an IP address as one', async () => {
    const seen = await waits(61, 'useLink', () => ({ ipAddress: undefined }));
    expect(seen.filter(each => each === undefined)).toHaveLength(60);
    expect(await wait('login', { ipAddress: undefined })).toBeUndefined();
  });

  it('reverts the count of an attempt that was not evaluated', async () => {
    for (let n = 0; n < 20; n += 1) await (await admitted('login', from('192.0.2.1', ADA))).giveBack();
    await expect(
      (await admitted('login', from('192.0.2.1', ADA))).during(Promise.reject(new Error('no room'))),
    ).rejects.toThrow('no room');
    expect(new Set((await rows()).map(row => row.count))).toEqual(new Set([0]));
    expect(await waits(6, 'login', () => from('192.0.2.1', ADA))).toEqual([...Array(5).fill(undefined), 60]);
  });

  it('clears at a success the counts of this client for this address, and no other counts', {
    tags: ['strangers-success'],
  }, async () => {
    const own = from('192.0.2.1', ADA);
    const others = [from('192.0.2.2', ADA), from('192.0.2.1', EVE)];
    await waits(4, 'login', () => own);
    for (const other of others) await waits(5, 'login', () => other);
    await waits(5, 'requestPasswordReset', () => own);
    const address = await countOf('login:address:');
    await (await admitted('login', own)).succeed();

    expect(await countOf('login:address:')).toEqual(address);
    for (const other of others) expect(await wait('login', other)).toBeGreaterThan(0);
    expect(await wait('requestPasswordReset', own)).toBe(900);
    expect(await waits(6, 'login', () => own)).toEqual([...Array(5).fill(undefined), 60]);
  });

  it.each(['a sign-in', 'a reset'])(
    'clears at the success of a known device the counts of its client too: %s',
    {
      tags: ['strangers-success'],
    },
    async way => {
      const phone = from('192.0.2.1', ADA);
      const laptop = { ...phone, device: 'a device' };
      const neighbour = from('192.0.2.2', ADA);
      for (const each of [phone, laptop, neighbour]) await waits(5, 'login', () => each);
      nowMs += 60_000;
      if (way === 'a reset') await limiter.clear(scope(), 'login', laptop);
      else await (await admitted('login', laptop)).succeed();

      for (const each of [phone, laptop])
        expect(await waits(6, 'login', () => each)).toEqual([...Array(5).fill(undefined), 60]);
      expect(await waits(6, 'login', () => neighbour)).toEqual([...Array(5).fill(undefined), 840]);
    },
  );

  it('tells a stranger nothing of a success: their own count is where it would be without', {
    tags: ['strangers-success'],
  }, async () => {
    const stranger = () => from('198.51.100.1', ADA);
    const without = await waits(12, 'login', stranger);
    await database.em.fork().nativeDelete(RateLimit, {});
    limiter = newLimiter();
    const beside: Array<number | undefined> = [];
    for (let n = 0; n < 12; n += 1) {
      beside.push(await wait('login', stranger()));
      await (await admitted('login', from('203.0.113.9', ADA))).succeed();
    }
    expect(beside).toEqual(without);
    expect(await countOf('login:address:')).toEqual([5]);
  });

  it('tells no stranger, by the wait of a full address, when its owner has signed in', {
    tags: ['strangers-success'],
  }, async () => {
    await (await admitted('login', from('203.0.113.9', ADA))).succeed();
    await (await admitted('login', from('203.0.113.10', ADA))).giveBack();
    nowMs += DAY_MS;
    await waits(100, 'login', n => from(`198.51.100.${n}`, ADA));
    expect(await wait('login', from('192.0.2.1', ADA))).toBe((3 * DAY_MS) / 1000);
  });

  it('lets a client in at once where it has been refused before and its counts are cleared', async () => {
    const subject = from('192.0.2.1', ADA);
    await waits(6, 'login', () => subject);
    await limiter.clear(scope(), 'login', subject);
    expect(await wait('login', subject)).toBeUndefined();
  });

  it('keeps operations apart, and what is counted under a secret', async () => {
    await waits(6, 'login', () => from('192.0.2.1', ADA));
    expect(await wait('register', from('192.0.2.1', ADA))).toBeUndefined();
    expect(await wait('login', from('192.0.2.1', ADA), newLimiter('another secret'))).toBeUndefined();
    for (const row of await rows()) expect(JSON.stringify(row)).not.toMatch(/ada|192\.0\.2/);
  });

  it('lets no more through in parallel than one after the other', { tags: ['limits'] }, async () => {
    const seen = await Promise.all(Array.from({ length: 30 }, () => wait('login', from('192.0.2.1', ADA))));
    expect(seen.filter(each => each === undefined)).toHaveLength(5);
    expect(await countOf('login:address:')).toEqual([5]);
  });

  it('counts and clears under load without a deadlock', async () => {
    const work = Array.from({ length: 120 }, (_, n) =>
      n % 3 === 0
        ? limiter.clear(scope(), 'login', from(`192.0.2.${n % 2}`, ADA))
        : newLimiter().admit(scope(), n % 3 === 1 ? 'login' : 'register', from(`192.0.2.${n % 2}`, ADA)),
    );
    const results = await Promise.allSettled(work);
    expect(results.filter(result => result.status === 'rejected')).toEqual([]);
  });

  it.skipIf(!onPostgresql)('locks rows in one order, also in a database that sorts by language', async () => {
    const [first, second, subject] = await sortedOtherwiseByLanguage();
    const lockOf = (em: SqlEntityManager, key: string) =>
      em.execute('select key from rate_limit where key = ? for update skip locked', [key]);
    const [holder, observer] = [database.em.fork(), database.em.fork()];
    await holder.begin();
    expect(await lockOf(holder, first)).toHaveLength(1);
    const attempt = wait('login', subject);
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => observer.execute(waiting)).toHaveLength(1);
    expect(await lockOf(observer, second)).toHaveLength(1);
    await holder.commit();
    expect(await attempt).toBeUndefined();
  });

  /** Two keys of one attempt, in the order of their bytes, which is not that of a language, and its subject. */
  async function sortedOtherwiseByLanguage(): Promise<[string, string, LimitSubject]> {
    for (let network = 1; ; network += 1) {
      const subject = from(`2001:db8:${network}::1`);
      await wait('login', subject);
      const keys = (await rows()).map(({ key }) => key).sort();
      const byLanguage = keys.toSorted(new Intl.Collator('en').compare);
      const second = keys.find((key, n) => n > 0 && byLanguage.indexOf(key) < byLanguage.indexOf(keys[0] ?? ''));
      if (keys[0] && second) return [keys[0], second, subject];
      await database.em.fork().nativeDelete(RateLimit, {});
    }
  }

  it('counts nothing where limits are off', async () => {
    for (let n = 0; n < 200; n += 1) expect(await wait('login', from('192.0.2.1', ADA), noLimits)).toBeUndefined();
    await noLimits.clear(scope(), 'login', from('192.0.2.1', ADA));
    expect(await rows()).toEqual([]);
  });
});

describe('the rules', () => {
  it('end within days, every one of them', () => {
    const windows = Object.values(LIMITS).flatMap(scopes => Object.values(scopes).flat());
    expect(Math.max(...windows.map(({ seconds }) => seconds))).toBeLessThanOrEqual(7 * 24 * 3_600);
  });
});
