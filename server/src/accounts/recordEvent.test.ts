import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { openTestDatabase } from '../testing/openTestDatabase.ts';
import { Account, newAccount } from './account.ts';
import { recordEvent, recordFailedLogin, recordResetRequests } from './recordEvent.ts';
import { SecurityEvent } from './securityEvent.ts';

const NOON = new Date('2026-03-14T12:00:00.000Z');
const LATER = new Date('2026-03-14T13:00:00.000Z');
const NEXT_DAY = new Date('2026-03-15T00:00:00.000Z');
const firefox = { ipAddress: '192.0.2.1', userAgent: 'Firefox' };
const curl = { ipAddress: '192.0.2.1', userAgent: 'curl' };

describe('the record of events', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  const lines: object[] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  const log = { info: write, warn: write, error: write };
  const em = () => database.orm.em.fork();
  const scope = () => ({ em: em(), log, secretKeys: ['a key for tests'] as const });
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  let people = 0;
  async function newPerson() {
    people += 1;
    const email = `person${people}@example.com` as EmailAddress;
    const account = newAccount({ email, passwordHash: null, createdAt: NOON });
    await em().insert(Account, account);
    return { accountId: account.id, address: email };
  }
  /** The rows of an account or, for null, of addresses without one. */
  async function rowsOf(account: string | null) {
    const events = await em().find(SecurityEvent, { account }, { orderBy: { id: 'asc' } });
    return events.map(({ kind, at, userAgent, ipAddress, count, mailJobId }) => ({
      kind,
      at,
      userAgent,
      ipAddress,
      count,
      mailJobId,
    }));
  }
  const toldOf = (account: string | null) => lines.filter(line => 'account' in line && line.account === account);

  it('names the device, the client and the account, and is told to the log by the id alone', async () => {
    const { accountId } = await newPerson();
    await recordEvent(em(), log, { accountId, kind: 'PASSWORD_CHANGED', at: NOON, caller: firefox });
    const anonymous = { ipAddress: undefined, userAgent: undefined };
    await recordEvent(em(), log, { accountId, kind: 'SESSION_ENDED', at: LATER, caller: anonymous });
    const rest = { count: 1, mailJobId: null };
    expect(await rowsOf(accountId)).toEqual([
      { kind: 'PASSWORD_CHANGED', at: NOON, ...firefox, ...rest },
      { kind: 'SESSION_ENDED', at: LATER, userAgent: null, ipAddress: null, ...rest },
    ]);
    expect(toldOf(accountId)).toEqual([
      { event: 'PASSWORD_CHANGED', account: accountId, message: 'security event' },
      { event: 'SESSION_ENDED', account: accountId, message: 'security event' },
    ]);
  });

  it('folds the failed sign-ins of a client at an address within a UTC day, with the latest device', async () => {
    const tried = await newPerson();
    for (const [at, caller] of [
      [NOON, firefox],
      [LATER, curl],
      [LATER, { ...curl, ipAddress: '192.0.2.2' }],
      [NEXT_DAY, firefox],
    ] as const)
      await recordFailedLogin(scope(), { ...tried, at, caller });
    await recordFailedLogin(scope(), { ...tried, address: 'another@example.com', at: NOON, caller: firefox });
    const row = { kind: 'LOGIN_FAILED', count: 1, mailJobId: null };
    expect(await rowsOf(tried.accountId)).toEqual([
      { ...row, at: LATER, ...curl, count: 2 },
      { ...row, at: LATER, userAgent: 'curl', ipAddress: '192.0.2.2' },
      { ...row, at: NEXT_DAY, ...firefox },
      { ...row, at: NOON, ...firefox },
    ]);
    expect(toldOf(tried.accountId)).toHaveLength(5);
  });

  it('does not share a row with an account of the same address from before', async () => {
    const first = await newPerson();
    await recordFailedLogin(scope(), { ...first, at: NOON, caller: firefox });
    const second = { ...(await newPerson()), address: first.address };
    await recordFailedLogin(scope(), { ...second, at: NOON, caller: firefox });
    expect(await rowsOf(first.accountId)).toMatchObject([{ count: 1 }]);
    expect(await rowsOf(second.accountId)).toMatchObject([{ count: 1 }]);
  });

  it('keeps a failed sign-in whose account was deleted during the check, as one of no account', async () => {
    const deleted = randomUUID();
    const at = new Date('2026-03-16T12:00:00.000Z');
    const [rows, told] = [(await rowsOf(null)).length, toldOf(null).length];
    await recordFailedLogin(scope(), { accountId: deleted, address: 'gone@example.com', at, caller: {} as never });
    expect((await rowsOf(null)).slice(rows)).toEqual([
      { kind: 'LOGIN_FAILED', at, userAgent: null, ipAddress: null, count: 1, mailJobId: null },
    ]);
    expect(toldOf(deleted)).toEqual([]);
    expect(toldOf(null).slice(told)).toEqual([{ event: 'LOGIN_FAILED', account: null, message: 'security event' }]);
  });

  it('hides no other fault of the database', async () => {
    const tried = await newPerson();
    const at = new Date(Number.NaN);
    await expect(recordFailedLogin(scope(), { ...tried, at, caller: firefox })).rejects.toThrow();
    expect(await rowsOf(tried.accountId)).toEqual([]);
  });

  it('folds the reset requests that are claimed together, and those that come later', async () => {
    const asked = await newPerson();
    const request = (at: Date, caller: object, attempts = 1) => ({
      ...asked,
      at,
      caller: caller as typeof firefox,
      mailJobId: randomUUID(),
      attempts,
    });
    const [newest, older] = [request(LATER, curl), request(NOON, firefox)];
    const elsewhere = request(NOON, { ipAddress: '192.0.2.2' });
    await recordResetRequests(scope(), [older, newest, elsewhere]);
    const row = { kind: 'PASSWORD_RESET_REQUESTED', count: 1 };
    const others = { ...row, at: NOON, userAgent: null, ipAddress: '192.0.2.2', mailJobId: elsewhere.mailJobId };
    expect(await rowsOf(asked.accountId)).toEqual([
      { ...row, at: LATER, ...curl, count: 2, mailJobId: newest.mailJobId },
      others,
    ]);
    expect(toldOf(asked.accountId)).toHaveLength(3);

    const third = request(LATER, firefox);
    await recordResetRequests(scope(), [third]);
    expect(await rowsOf(asked.accountId)).toEqual([
      { ...row, at: LATER, ...firefox, count: 3, mailJobId: third.mailJobId },
      others,
    ]);
    expect(toldOf(asked.accountId)).toHaveLength(4);
  });

  it('counts a reset request once, however often its email is tried', async () => {
    const asked = await newPerson();
    const anonymous = {
      ...asked,
      accountId: undefined,
      at: NOON,
      caller: { ipAddress: '192.0.2.9' } as typeof firefox,
    };
    const request = { ...asked, at: NOON, caller: firefox, mailJobId: randomUUID(), attempts: 1 };
    await recordResetRequests(scope(), [request]);
    await recordResetRequests(scope(), [{ ...request, attempts: 2 }]);
    // Released and claimed again as if for the first time.
    await recordResetRequests(scope(), [request]);
    expect(await rowsOf(asked.accountId)).toMatchObject([{ count: 1 }]);
    expect(toldOf(asked.accountId)).toHaveLength(1);

    // Claimed by a server that was killed before it recorded anything.
    const killed = { ...anonymous, mailJobId: randomUUID(), attempts: 2 };
    const before = await rowsOf(null);
    await recordResetRequests(scope(), [killed, { ...killed, at: LATER, mailJobId: randomUUID() }]);
    expect((await rowsOf(null)).slice(before.length)).toMatchObject([{ at: LATER, count: 2 }]);
    await recordResetRequests(scope(), [{ ...killed, mailJobId: randomUUID(), attempts: 3 }]);
    expect((await rowsOf(null)).slice(before.length)).toMatchObject([{ at: LATER, count: 2 }]);
  });

  it('writes nothing where nothing was asked for', async () => {
    const before = lines.length;
    await recordResetRequests(scope(), []);
    expect(lines).toHaveLength(before);
  });
});
