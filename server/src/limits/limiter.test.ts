import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Database } from '../sql/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { clientBucket } from './clientBucket.ts';
import { createLimiter, noLimits } from './limiter.ts';
import { RateLimit } from './rateLimit.ts';
import { LIMITS, type LimitedOperation } from './rules.ts';

const ADA = 'ada@example.com' as CanonicalEmail;
const EVE = 'eve@example.com' as CanonicalEmail;
const START_MS = 1_800_000_000_000;

describe('counting attempts', () => {
  let folder: string;
  let file: TestDatabase;
  let database: Database;
  let nowMs = START_MS;
  const limiter = createLimiter({ secret: 'one secret', clock: () => new Date(nowMs) });
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
    await database.em.fork().nativeDelete(RateLimit, {});
  });

  const attempt = (
    operation: LimitedOperation,
    ipAddress: string | undefined,
    address?: CanonicalEmail,
    by = limiter,
  ) => by.attempt({ em: database.em.fork() }, operation, { ipAddress, ...(address && { address }) });
  async function waits(
    count: number,
    operation: LimitedOperation,
    from: (n: number) => string,
    address?: CanonicalEmail,
  ) {
    const seen: Array<number | undefined> = [];
    for (let n = 0; n < count; n += 1) seen.push(await attempt(operation, from(n), address));
    return seen;
  }
  const rows = () => database.em.fork().find(RateLimit, {}, { orderBy: { key: 'asc' } });

  it.each(['requestPasswordReset', 'register'] as const)(
    '%s: five for a pair in a quarter of an hour',
    async operation => {
      const seen = await waits(7, operation, () => '192.0.2.1', ADA);
      expect(seen).toEqual([...Array(5).fill(undefined), 900, 900]);
      expect(await attempt(operation, '192.0.2.2', ADA)).toBeUndefined();
      expect(await attempt(operation, '192.0.2.1', EVE)).toBeUndefined();
    },
  );

  it('tells the whole seconds that are left, at least one, and begins anew when they are over', async () => {
    await waits(5, 'register', () => '192.0.2.1', ADA);
    const waitAfter = async (ms: number) => {
      nowMs = START_MS + ms;
      return attempt('register', '192.0.2.1', ADA);
    };
    expect(await waitAfter(100_000)).toBe(800);
    expect(await waitAfter(100_001)).toBe(800);
    expect(await waitAfter(899_500)).toBe(1);
    expect(await waitAfter(899_999)).toBe(1);
    expect(await waitAfter(900_000)).toBeUndefined();
    const [first] = (await rows()).filter(row => row.key.includes(':pair:'));
    expect([first?.count, first?.resetsAt.getTime()]).toEqual([1, START_MS + 1_800_000]);
  });

  it('counts on the address only what pair and client let through, and thirty of those an hour', async () => {
    const operation = 'requestPasswordReset';
    const address = async () => (await rows()).find(row => row.key.includes(':address:'))?.count;
    await waits(20, operation, () => '192.0.2.1', ADA);
    expect(await address()).toBe(5);
    expect(await waits(25, operation, n => `198.51.100.${n}`, ADA)).toEqual(Array(25).fill(undefined));
    expect(await attempt(operation, '203.0.113.1', ADA)).toBe(3_600);
    expect(await attempt(operation, '203.0.113.1', EVE)).toBeUndefined();
  });

  it('gives the longest of the waits where several rules refuse', async () => {
    const seen: Array<number | undefined> = [];
    for (let n = 0; n < 16; n += 1) {
      seen.push(await attempt('login', '192.0.2.1', ADA));
      nowMs += 13_000;
    }
    expect(seen.slice(0, 10)).toEqual(Array(10).fill(undefined));
    expect(seen[10]).toBe(900 - 130);
    expect(seen[15]).toBe(3_600 - 195);
  });

  it('counts a client without an address given, and clients without an IP address as one', async () => {
    const seen = await waits(LIMITS.useLink.client[0].attempts + 1, 'useLink', n => `2001:db8::${n}`);
    expect(seen.filter(wait => wait === undefined)).toHaveLength(60);
    expect(await attempt('useLink', undefined)).toBeUndefined();
    for (let n = 1; n < 60; n += 1) await attempt('useLink', undefined);
    expect(await attempt('useLink', undefined)).toBe(900);
    expect(await attempt('login', undefined)).toBeUndefined();
  });

  it('counts nothing about an address where none is given, or where no rule asks for one', async () => {
    await attempt('login', '192.0.2.1');
    await attempt('useLink', '192.0.2.1');
    expect(await attempt('useLink', '192.0.2.1', ADA)).toBeUndefined();
    const counted = await rows();
    expect(counted).toHaveLength(6);
    expect(counted.filter(row => row.addressDigest !== null || row.key.includes(':address:'))).toEqual([]);
  });

  it('lets one client fail fifty times and all together a hundred, and has no end but being cleared', async () => {
    const aDay = 24 * 3_600_000;
    for (let n = 0; n < 50; n += 1) {
      expect(await attempt('login', '192.0.2.1', ADA)).toBeUndefined();
      nowMs += aDay;
    }
    expect(await attempt('login', '192.0.2.1', ADA)).toBeGreaterThan(9 * 365 * 24 * 3_600);
    for (let n = 0; n < 50; n += 1) expect(await attempt('login', `198.51.100.${n}`, ADA)).toBeUndefined();
    expect(await attempt('login', '203.0.113.1', ADA)).toBeGreaterThan(9 * 365 * 24 * 3_600);
    await limiter.clear(database.em.fork(), ADA);
    expect(await attempt('login', '192.0.2.1', ADA)).toBeUndefined();
  });

  it('keeps operations apart, and what is counted under a secret', async () => {
    await waits(6, 'register', () => '192.0.2.1', ADA);
    expect(await attempt('requestPasswordReset', '192.0.2.1', ADA)).toBeUndefined();
    const other = createLimiter({ secret: 'another secret', clock: () => new Date(nowMs) });
    expect(await attempt('register', '192.0.2.1', ADA, other)).toBeUndefined();
    for (const row of await rows()) expect(JSON.stringify(row)).not.toMatch(/ada|192\.0\.2/);
  });

  it('forgets everything about an address when it is cleared, pairs included, and nothing else', async () => {
    await waits(6, 'login', () => '192.0.2.1', ADA);
    await waits(6, 'register', () => '192.0.2.1', ADA);
    await waits(6, 'login', () => '192.0.2.1', EVE);
    const before = (await rows()).length;

    await limiter.clear(database.em.fork(), ADA);

    // Of Ada: four pairs and an address of signing in, a pair and an address of registering.
    expect((await rows()).length).toBe(before - 7);
    expect(await attempt('login', '192.0.2.1', ADA)).toBeUndefined();
    expect(await attempt('login', '192.0.2.1', EVE)).toBeGreaterThan(0);
    await limiter.clear(database.em.fork(), 'nobody@example.com' as CanonicalEmail);
  });

  it('lets no more through in parallel than one after the other', async () => {
    const seen = await Promise.all(Array.from({ length: 30 }, () => attempt('login', '192.0.2.1', ADA)));
    expect(seen.filter(wait => wait === undefined)).toHaveLength(5);
  });

  it('counts nothing where limits are off', async () => {
    for (let n = 0; n < 200; n += 1) expect(await attempt('login', '192.0.2.1', ADA, noLimits)).toBeUndefined();
    await noLimits.clear(database.em.fork(), ADA);
    expect(await rows()).toEqual([]);
  });
});

describe('the name under which a client is counted', () => {
  it('is its address, the /64 of an IPv6 one, and one for all who have none', () => {
    expect(clientBucket('192.0.2.1')).toBe('192.0.2.1');
    expect(clientBucket(undefined)).toBe('nobody');
    expect(clientBucket('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(clientBucket('2001:db8:0:1::')).toBe('2001:db8:0:1::/64');
    expect(clientBucket('1:2:3:4:5:6:7:8')).toBe('1:2:3:4::/64');
    expect(clientBucket('::1')).toBe('0:0:0:0::/64');
    expect(clientBucket('1::')).toBe('1:0:0:0::/64');
    expect(clientBucket('1::5:6:7:8')).toBe('1:0:0:0::/64');
    expect(clientBucket('1::4:5:6:7:8')).toBe('1:0:0:4::/64');
    expect(clientBucket('1:2::4:5:6:7:8')).toBe('1:2:0:4::/64');
    expect(clientBucket('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });
});
