import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, type TestClient } from '../testing/testClient.ts';

describe('a person who ends their own sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  /** So many browsers in which a new account is signed in. */
  async function browsers(address: string, count: number): Promise<TestClient[]> {
    await registerAccount(app, address);
    const signedIn = Array.from({ length: count }, () => newClient(app));
    for (const client of signedIn) await client.login(address, GOOD_PASSWORD);
    return signedIn;
  }

  const whoIs = (clients: TestClient[]) => Promise.all(clients.map(client => client.me()));

  const endAllOthers = async (client: TestClient, headers = {}) =>
    (await client.send('mutation { endSessions }', {}, headers)).data.endSessions;

  async function endingsOf(client: TestClient) {
    const { data } = await client.send('{ me { securityEvents { kind at userAgent ipAddress } } }');
    return data.me.securityEvents.filter((event: { kind: string }) => event.kind === 'SESSION_ENDED');
  }

  it('is told which one is current already in the answer to the sign-in', async () => {
    await registerAccount(app, 'first-look@example.com');
    const { data } = await newClient(app).send(
      'mutation ($password: String!) { login(email: "first-look@example.com", password: $password) { ... on LoggedIn { account { sessions { current } } } } }',
      { password: GOOD_PASSWORD },
    );
    expect(data.login.account.sessions).toEqual([{ current: true }]);
  });

  it('ends by signing out the session of that browser alone', async () => {
    const [laptop, phone] = (await browsers('out@example.com', 2)) as [TestClient, TestClient];
    const [stranger] = (await browsers('other@example.com', 1)) as [TestClient];

    await laptop.send('mutation { logout }');

    expect(await whoIs([laptop, phone, stranger])).toEqual([null, 'out@example.com', 'other@example.com']);
  });

  it('gets a success without an event where there are no others to end', async () => {
    const [only] = (await browsers('only@example.com', 1)) as [TestClient];

    expect(await endAllOthers(only)).toBe(true);

    expect(await only.me()).toBe('only@example.com');
    expect(await endingsOf(only)).toEqual([]);
  });

  it('finds one event, however many ended, with when and from where', async () => {
    const [laptop, phone, tablet] = (await browsers('many@example.com', 3)) as [TestClient, TestClient, TestClient];
    app.clock.advance(60);
    const after = app.now().getTime();

    expect(await endAllOthers(laptop, { 'user-agent': 'Browser of the owner' })).toBe(true);

    expect(await whoIs([laptop, phone, tablet])).toEqual(['many@example.com', null, null]);
    const endings = await endingsOf(laptop);
    expect(endings).toMatchObject([{ userAgent: 'Browser of the owner', ipAddress: '127.0.0.1' }]);
    expect(Date.parse(endings[0].at)).toBeGreaterThanOrEqual(after);
  });

  it('finds no event where the id names no session', async () => {
    const [laptop] = (await browsers('wrong@example.com', 2)) as [TestClient];
    const id = '00000000-0000-4000-8000-000000000000';

    const { data } = await laptop.send('mutation ($id: ID) { endSessions(id: $id) }', { id });

    expect(data.endSessions).toBe(false);
    expect(await endingsOf(laptop)).toEqual([]);
  });
});
