import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import { Job } from '../queue/job.ts';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';
const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }';

/** Signs in with a browser of that name, from an address if one is given. Returns the outcome. */
async function signIn(
  client: TestClient,
  email: string,
  from: {
    readonly userAgent: string;
    readonly ip?: string;
    readonly language?: string;
    readonly password?: string;
  },
): Promise<string> {
  const { userAgent, ip, language = 'en', password = GOOD_PASSWORD } = from;
  const headers = {
    'user-agent': userAgent,
    'accept-language': language,
    ...(ip === undefined ? {} : { 'x-forwarded-for': ip }),
  };
  return (await client.send(LOGIN, { email, password }, headers)).data.login.__typename;
}

// Also without limits on callers, which are what RATE_LIMITS turns off.
describe.each([{ limits: 'on' }, { limits: 'off' }])('the note of a new device, limits $limits', ({ limits }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ NOTIFY_NEW_DEVICE: 'on', RATE_LIMITS: limits, TRUST_PROXY: '1' });
  });
  afterAll(() => app.close());

  const em = () => app.app.database.em.fork();

  async function notesTo(email: string): Promise<Job[]> {
    const { id } = await em().findOneOrFail(Account, { email: email as never });
    return em().find(Job, { kind: 'new-device', accountId: id }, { orderBy: { createdAt: 1 } });
  }

  /** An account whose owner has signed in with the browser that registered it. */
  async function haveAccount(email: string): Promise<TestClient> {
    const owner = await registerAccount(app, email);
    await signIn(owner, email, { userAgent: FIREFOX });
    return owner;
  }

  it('tells the owner which device, when, and what to do, without a token', async () => {
    await haveAccount('ada@example.com');
    expect(await signIn(newClient(app), 'ada@example.com', { userAgent: FIREFOX })).toBe('LoggedIn');

    const { subject, text, links } = await readMail(app, 'ada@example.com', 2);
    expect(subject).toBe('New sign-in to your Rekey account');
    expect(text).toContain('Device: Firefox on Windows');
    const [, time = ''] = /^Time: (.+) UTC$/m.exec(text) ?? [];
    expect(Math.abs(Date.parse(`${time.replace(' at', '')} UTC`) - app.now().getTime())).toBeLessThan(120_000);
    expect(text).toMatch(/Choose a new password:\n\n\S+\/password-reset\n/);
    expect(text).toMatch(/\S+\/account\n/);
    expect(links).toEqual({});
  });

  it('is not sent about a browser that has registered, reset, or signed in before', async () => {
    const owner = await registerAccount(app, 'bob@example.com');
    app.clock.advance(2 * 3_600);
    await signIn(owner, 'bob@example.com', { userAgent: FIREFOX });
    await owner.send('mutation { logout }');
    await signIn(owner, 'bob@example.com', { userAgent: SAFARI });
    expect(await notesTo('bob@example.com')).toHaveLength(0);

    const { reset } = await askForReset(app, 'bob@example.com', 2);
    const tablet = newClient(app);
    await tablet.resetPassword(reset, OTHER_PASSWORD);
    await signIn(tablet, 'bob@example.com', { userAgent: SAFARI, password: OTHER_PASSWORD });
    expect(await notesTo('bob@example.com')).toHaveLength(0);

    const other = newClient(app);
    await signIn(other, 'bob@example.com', { userAgent: SAFARI, password: OTHER_PASSWORD });
    expect(await notesTo('bob@example.com')).toHaveLength(1);
    app.clock.advance(3 * 86_400);
    await signIn(other, 'bob@example.com', { userAgent: SAFARI, password: OTHER_PASSWORD });
    expect(await notesTo('bob@example.com')).toHaveLength(1);
  });

  it('is not sent about the first sign-in right after registering, also in another browser', async () => {
    await registerAccount(app, 'cleo@example.com');
    await signIn(newClient(app), 'cleo@example.com', { userAgent: SAFARI });
    expect(await notesTo('cleo@example.com')).toHaveLength(0);
    await signIn(newClient(app), 'cleo@example.com', { userAgent: SAFARI });
    expect(await notesTo('cleo@example.com')).toHaveLength(1);

    await registerAccount(app, 'late@example.com');
    app.clock.advance(2 * 3_600);
    await signIn(newClient(app), 'late@example.com', { userAgent: SAFARI });
    expect(await notesTo('late@example.com')).toHaveLength(1);
  });

  it('is sent once a day for a device that keeps no cookies, and also for parallel sign-ins', async () => {
    await haveAccount('dan@example.com');
    await Promise.all(
      Array.from({ length: 4 }, () => signIn(newClient(app), 'dan@example.com', { userAgent: SAFARI })),
    );
    expect(await notesTo('dan@example.com')).toHaveLength(1);
    app.clock.advance(23 * 3_600);
    await signIn(newClient(app), 'dan@example.com', { userAgent: SAFARI });
    expect(await notesTo('dan@example.com')).toHaveLength(1);
    app.clock.advance(2 * 3_600);
    await signIn(newClient(app), 'dan@example.com', { userAgent: SAFARI });
    expect(await notesTo('dan@example.com')).toHaveLength(2);
  });

  it('is sent again for another browser, another network and another account', async () => {
    await haveAccount('eve@example.com');
    await haveAccount('fay@example.com');
    for (const email of ['eve@example.com', 'fay@example.com']) {
      await signIn(newClient(app), email, { userAgent: SAFARI, ip: '203.0.113.7' });
      expect(await notesTo(email)).toHaveLength(1);
    }
    await signIn(newClient(app), 'eve@example.com', { userAgent: FIREFOX, ip: '203.0.113.7' });
    await signIn(newClient(app), 'eve@example.com', { userAgent: SAFARI, ip: '2001:db8:7::1' });
    expect(await notesTo('eve@example.com')).toHaveLength(3);
    // Versions, and addresses within the network of one customer, tell no two devices apart.
    await signIn(newClient(app), 'eve@example.com', {
      userAgent: SAFARI.replaceAll('19', '20'),
      ip: '2001:db8:7:ff::2',
    });
    expect(await notesTo('eve@example.com')).toHaveLength(3);
  });

  it('is sent at most ten times a day, regardless of what a thief who knows the password pretends to be', async () => {
    await haveAccount('gus@example.com');
    for (let n = 0; n < 14; n += 1) {
      await signIn(newClient(app), 'gus@example.com', { userAgent: SAFARI, ip: `198.51.100.${n}` });
    }
    expect(await notesTo('gus@example.com')).toHaveLength(10);
  });

  it('is in the language that the account had before, and holds nothing that the browser says of itself', async () => {
    const owner = newClient(app);
    await owner.send('mutation { register(email: "hal@example.com") { __typename } }');
    const link = (await readMail(app, 'hal@example.com')).links['register-confirm'];
    await owner.completeRegistration(link ?? { uid: '', token: '' }, GOOD_PASSWORD);
    await signIn(owner, 'hal@example.com', { userAgent: FIREFOX, language: 'de' });

    const userAgent = 'Call 0900 (Windows NT 10.0) now https://evil.example Firefox/148.0 {{resetUrl}} <b>';
    await signIn(newClient(app), 'hal@example.com', { userAgent, language: 'ja' });
    const { subject, text } = await readMail(app, 'hal@example.com', 2);
    expect(subject).toBe('Neue Anmeldung bei Rekey');
    expect(text).toContain('Gerät: Firefox auf Windows\n');
    expect(text).not.toMatch(/0900|evil|<b>/);
  });

  it('is never sent about a sign-in that fails, nor for an address without an account', async () => {
    await haveAccount('ian@example.com');
    const before = await em().count(Job);
    for (const email of ['ian@example.com', 'unknown@example.com']) {
      const outcome = await signIn(newClient(app), email, { userAgent: SAFARI, password: OTHER_PASSWORD });
      expect(outcome).toBe('InvalidCredentials');
    }
    expect(await em().count(Job)).toBe(before);
  });
});

it('is off by NOTIFY_NEW_DEVICE=off', async () => {
  const app = await startTestApp({ NOTIFY_NEW_DEVICE: 'off' });
  try {
    const owner = await registerAccount(app, 'kim@example.com');
    await owner.login('kim@example.com', GOOD_PASSWORD);
    await newClient(app).login('kim@example.com', GOOD_PASSWORD);
    expect(await app.app.database.em.fork().count(Job, { kind: 'new-device' })).toBe(0);
  } finally {
    await app.close();
  }
});
