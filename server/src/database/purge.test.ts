import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Account, newAccount } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { ClosedAddress } from '../accounts/closedAddress.ts';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { RateLimit } from '../limits/rateLimit.ts';
import { Job, type JobState } from '../queue/job.ts';
import { newJob } from '../queue/jobs.ts';
import { Session } from '../sessions/session.ts';
import { openTestDatabase } from '../testing/openTestDatabase.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { type Purge, purgeExpired, startPurge } from './purge.ts';

const DAY_MS = 24 * 3_600_000;
const lifetimes = {
  sessionTimeouts: { absoluteSeconds: 30 * 86_400, idleSeconds: 7 * 86_400 },
  securityEventRetentionSeconds: 365 * 86_400,
  registrationTimeoutSeconds: 86_400,
};

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

describe('the purge', () => {
  const now = new Date();
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);

  it('deletes what has expired, however much it is, and nothing else', async () => {
    const em = app.app.database.em.fork();
    const ada = newAccount({ email: 'ada@example.com' as EmailAddress, passwordHash: null, createdAt: ago(400) });
    const account = ada.id;
    await em.insert(Account, ada);
    const session = (id: number, seenDaysAgo: number) => ({
      id: randomUUID(),
      tokenHash: String(id).padStart(43, '0'),
      account,
      createdAt: ago(seenDaysAgo),
      lastSeenAt: ago(seenDaysAgo),
      userAgent: null,
      ipAddress: null,
    });
    await em.insertMany(
      Session,
      Array.from({ length: 450 }, (_, id) => session(id, 8)),
    );
    await em.insert(Session, session(1000, 6));
    const limit = (key: string, resetsAt: Date) => ({ key, addressDigest: null, count: 1, resetsAt });
    await em.insertMany(RateLimit, [limit('over', ago(0.001)), limit('running', ago(-1))]);
    const event = (days: number) => ({
      account,
      kind: 'LOGGED_IN' as const,
      at: ago(days),
      userAgent: null,
      ipAddress: null,
    });
    await em.insertMany(SecurityEvent, [event(366), event(364)]);
    const change = (days: number) => ({ noteId: randomUUID(), account, linkGeneration: 1, changedAt: ago(days) });
    await em.insertMany(AddressChange, [change(39), change(37)]);
    await em.insertMany(ClosedAddress, [
      { addressDigest: 'long ago', closedAt: ago(1.1) },
      { addressDigest: 'today', closedAt: ago(0.9) },
    ]);

    // Two replicas at once, which do not get in each other's way.
    const keep = () => purgeExpired(app.app.database, lifetimes, () => now);
    const [first, second] = await Promise.all([keep(), keep()]);

    expect(first + second).toBe(450 + 1 + 1 + 1 + 1);
    expect(await em.find(Session, {})).toMatchObject([{ lastSeenAt: ago(6) }]);
    expect(await em.find(RateLimit, {})).toMatchObject([{ key: 'running' }]);
    expect(await em.find(SecurityEvent, {})).toMatchObject([{ at: ago(364) }]);
    expect(await em.find(AddressChange, {})).toMatchObject([{ changedAt: ago(37) }]);
    expect(await em.find(ClosedAddress, {})).toMatchObject([{ addressDigest: 'today' }]);
    expect(await keep()).toBe(0);
  });

  it('logs why it failed', async () => {
    const { orm: database, close } = await openTestDatabase();
    await close();
    let purge: Purge | undefined;
    vi.useFakeTimers({ toFake: ['setInterval'] });
    try {
      const line = await new Promise(resolve => {
        const log = { info() {}, error() {}, warn: (...written: unknown[]) => resolve(written) };
        purge = startPurge({ database, lifetimes, clock: () => now, log });
        vi.advanceTimersByTime(60_000);
      });
      expect(line).toEqual([{ reason: expect.stringMatching(/\w+: .*\w/) }, 'failed to delete expired rows']);
    } finally {
      await purge?.stop();
      vi.useRealTimers();
    }
  });

  it('stops between two batches when it is told to', async () => {
    const em = app.app.database.em.fork();
    const limits = Array.from({ length: 300 }, (_, id) => ({
      key: `over ${id}`,
      addressDigest: null,
      count: 1,
      resetsAt: ago(1),
    }));
    await em.insertMany(RateLimit, limits);
    let asked = 0;
    // Asked before the sessions, before the first batch of limits, and before the second.
    expect(
      await purgeExpired(
        app.app.database,
        lifetimes,
        () => now,
        () => {
          asked += 1;
          return asked > 2;
        },
      ),
    ).toBe(200);
    expect(await em.count(RateLimit, { key: { $like: 'over %' } })).toBe(100);
  });

  it('deletes jobs that ended long ago, those that failed later than the others, and none that is queued', async () => {
    const em = app.app.database.em.fork();
    const ended = (state: JobState, days: number, address: string) => ({
      ...newJob({ kind: 'of-another-version', address, language: 'en' }, ago(days)),
      state,
      settledAt: state === 'queued' ? null : ago(days),
    });
    const many = Array.from({ length: 450 }, (_, n) => ended('sent', 8, `old${n}@example.com`));
    await em.insertMany(Job, [
      ...many,
      ended('nothing-to-send', 8, 'unknown@example.com'),
      ended('parked', 31, 'refused-long-ago@example.com'),
      ended('sent', 6, 'fresh@example.com'),
      ended('parked', 8, 'refused@example.com'),
      ended('queued', 60, 'waiting@example.com'),
    ]);
    await purgeExpired(app.app.database, lifetimes, () => now);
    const left = await em.fork().find(Job, { kind: 'of-another-version' });
    expect(left.map(({ address }) => address).sort()).toEqual([
      'fresh@example.com',
      'refused@example.com',
      'waiting@example.com',
    ]);
  });
});
