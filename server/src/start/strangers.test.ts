import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { readConfig } from '../config/config.ts';
import { purgeExpired } from '../database/purge.ts';
import { RateLimit } from '../limits/rateLimit.ts';
import { operatorOf } from '../testing/operator.ts';
import { registerAccount } from '../testing/people.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, type TestClient } from '../testing/testClient.ts';

const LOGIN =
  'mutation ($email: String!, $password: String = "wrong password here") { login(email: $email, password: $password) { __typename } }';
const EVENTS =
  'query ($first: Int!, $after: ID) { me { securityEvents(first: $first, after: $after) { id kind count } } }';

describe('what strangers do', () => {
  let app: TestApp;
  let strangers = 0;
  beforeAll(async () => {
    app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1' });
  });
  afterAll(() => app.close());

  const database = () => app.app.database.em.fork();
  const newAddress = () => {
    strangers += 1;
    return `10.${strangers >> 16}.${(strangers >> 8) & 255}.${strangers & 255}`;
  };
  const fail = (email: string, from: string) => newClient(app).send(LOGIN, { email }, { 'x-forwarded-for': from });
  const events = async (client: TestClient, first: number, after?: string) =>
    (await client.send(EVENTS, { first, after })).data.me.securityEvents as Array<{
      id: string;
      kind: string;
      count: number;
    }>;

  it('is folded in an owner’s history: one line for the failures of one client and day, which push nothing out of it', {
    tags: ['strangers-traces'],
  }, async () => {
    const address = 'history@example.com';
    const owner = await registerAccount(app, address);
    const [one, two] = [newAddress(), newAddress()];
    for (let n = 0; n < 5; n += 1) await fail(address, one);
    for (let n = 0; n < 3; n += 1) await fail(address, two);
    await owner.login(address, GOOD_PASSWORD);
    expect(await events(owner, 20)).toMatchObject([
      { kind: 'LOGGED_IN', count: 1 },
      { kind: 'LOGIN_FAILED', count: 3 },
      { kind: 'LOGIN_FAILED', count: 5 },
      { kind: 'REGISTERED', count: 1 },
    ]);
    app.clock.advance(24 * 3_600);
    await fail(address, one);
    expect((await events(owner, 1))[0]).toMatchObject({ kind: 'LOGIN_FAILED', count: 1 });
  });

  it('does not end an owner’s history: it pages to its beginning, in order, each event once, and shows no others', async () => {
    const address = 'pages@example.com';
    const owner = await registerAccount(app, address);
    const { id } = await operatorOf(app).find(address);
    const at = (n: number) => new Date(app.now().getTime() - 1_000_000 + Math.floor(n / 3));
    await database().insertMany(
      SecurityEvent,
      Array.from({ length: 250 }, (_, n) => ({
        account: id,
        kind: 'LOGGED_OUT' as const,
        at: at(n),
        userAgent: null,
        ipAddress: null,
        mailJobId: null,
        count: 1,
        foldKey: null,
      })),
    );
    await owner.login(address, GOOD_PASSWORD);
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await events(owner, 100, after);
      if (page.length === 0) break;
      seen.push(...page.map(event => event.id));
    }
    expect(seen).toHaveLength(252);
    expect(new Set(seen).size).toBe(252);

    const foreign = await registerAccount(app, 'foreign@example.com');
    await foreign.login('foreign@example.com', GOOD_PASSWORD);
    for (const after of [seen[5], '0', '-1', 'x', '9'.repeat(30), "1' or '1'='1"])
      expect(await events(foreign, 100, after)).toEqual([]);
  });

  it('costs nothing once it is refused: no row, no statement', { tags: ['strangers-traces'] }, async () => {
    const from = newAddress();
    for (let n = 0; n < 6; n += 1) await fail('refused@example.com', from);
    const rows = async () => [await database().count(RateLimit), await database().count(SecurityEvent)];
    const before = await rows();
    const statements = await statementsSent(app.app.database, async () => {
      for (let n = 0; n < 20; n += 1) {
        const { data } = await fail('refused@example.com', from);
        expect(data.login.__typename).toBe('TooManyRequests');
      }
    });
    expect(statements.filter(text => /rate_limit|security_event/.test(text))).toEqual([]);
    expect(await rows()).toEqual(before);
  });

  it('makes no owner’s sign-in longer: the same statements, however many clients have tried before', {
    tags: ['strangers-cost'],
  }, async () => {
    const address = 'grown@example.com';
    const owner = await registerAccount(app, address);
    const statements = async () =>
      (await statementsSent(app.app.database, () => owner.login(address, GOOD_PASSWORD)))
        .filter(text => !/mail_job|pg_notify|^select 1|^listen/i.test(text))
        .map(text => text.replace(/'[^']*'|\b\d{5,}\b/g, '…'));
    // The cookie of the session that the next one replaces makes the two alike.
    await owner.login(address, GOOD_PASSWORD);
    const before = await statements();
    for (let n = 0; n < 300; n += 1) await fail(address, newAddress());
    expect(await statements()).toEqual(before);
    const about = await database().count(RateLimit, { key: { $like: 'login:pair:%' } });
    expect(about).toBeLessThan(2_000);
  });

  it('leaves no trace of years: every count ends within days, every event without an account within one', {
    tags: ['strangers-traces'],
  }, async () => {
    await fail('unknown@example.com', newAddress());
    const withoutAccount = () => database().count(SecurityEvent, { account: null });
    expect(await withoutAccount()).toBeGreaterThan(0);
    const lifetimes = readConfig({});
    const purgeAfter = (seconds: number) =>
      purgeExpired(app.app.database, lifetimes, () => new Date(app.now().getTime() + seconds * 1000));
    await purgeAfter(24 * 3_600 + 1);
    expect(await withoutAccount()).toBe(0);
    await purgeAfter(3 * 24 * 3_600 + 1);
    expect(await database().count(RateLimit)).toBe(0);
  });

  it('meets a device cookie that no script reads, no other site sends, and that outlives the session', async () => {
    const client = await registerAccount(app, 'cookie@example.com');
    await client.login('cookie@example.com', GOOD_PASSWORD);
    const { headers } = await client.send(LOGIN, { email: 'cookie@example.com', password: GOOD_PASSWORD });
    expect(client.cookies.get('rekey_device')).toMatch(/^[\w-]{67}(\.[\w-]{67})*$/);
    expect(headers.getSetCookie().filter(cookie => cookie.startsWith('rekey_device'))).toEqual([]);
    await client.send('mutation { logout }');
    expect(client.cookies.has('rekey_session')).toBe(false);
    expect(client.cookies.has('rekey_device')).toBe(true);

    const other = newClient(app);
    const first = await other.send(LOGIN, { email: 'cookie@example.com', password: GOOD_PASSWORD });
    const [set = ''] = first.headers.getSetCookie().filter(cookie => cookie.startsWith('rekey_device'));
    expect(set).toMatch(/; HttpOnly/);
    expect(set).toMatch(/; SameSite=Lax/);
    expect(set).toMatch(/; Path=\//);
    expect(set).toMatch(/; Max-Age=34560000/);
  });
});
