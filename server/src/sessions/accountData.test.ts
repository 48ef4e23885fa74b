import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, queueIsEmpty, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { Session } from './session.ts';

const DOWNLOAD =
  'mutation { downloadAccountData { __typename ... on AccountData { json } ... on Problem { message } } }';

describe('downloading one’s data', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ RATE_LIMITS: 'on' });
  });
  afterAll(() => app.close());

  it('gives everything about the account: profile, sessions, the whole history and emails', async () => {
    const address = 'Ada@example.com';
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    await newClient(app).login(address, GOOD_PASSWORD);
    await newClient(app).login(address, OTHER_PASSWORD);
    await newClient(app).requestPasswordReset('ADA@example.com');
    await readMail(app, address, 2);
    const { id } = await operatorOf(app).find('ada@example.com');

    const { downloadAccountData: answer } = (await client.send(DOWNLOAD)).data;
    expect(answer.__typename).toBe('AccountData');
    const data = JSON.parse(answer.json);
    expect(data.account).toMatchObject({ id, email: address, reference: null, hasPassword: true, disabled: false });
    expect(data.sessions).toHaveLength(2);
    expect(data.sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    const kinds = data.securityEvents.map((event: { kind: string }) => event.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['REGISTERED', 'LOGGED_IN', 'LOGIN_FAILED', 'PASSWORD_RESET_REQUESTED']),
    );
    const emails = data.emails.map((email: { kind: string }) => email.kind);
    expect(emails).toEqual(expect.arrayContaining(['registration', 'password-reset']));
  });

  it('gives no hash, no token and nothing about anyone else', async () => {
    const client = await registerAccount(app, 'own@example.com');
    await client.login('own@example.com', GOOD_PASSWORD);
    const other = await registerAccount(app, 'other@example.com');
    await other.login('other@example.com', GOOD_PASSWORD);
    const { json } = (await client.send(DOWNLOAD)).data.downloadAccountData;
    const em = app.app.database.em.fork();
    for (const { passwordHash, id, canonicalEmail } of await em.find(Account, {})) {
      expect(json).not.toContain(passwordHash);
      if (canonicalEmail !== 'own@example.com') {
        expect(json).not.toContain(id);
        expect(json.toLowerCase()).not.toContain(canonicalEmail);
      }
    }
    for (const { tokenHash } of await em.find(Session, {})) expect(json).not.toContain(tokenHash);
    for (const cookie of client.cookies.values()) expect(json).not.toContain(cookie);
  });

  it('gives a long history whole, in its order, and answers others meanwhile', async () => {
    const client = await registerAccount(app, 'long@example.com');
    await client.login('long@example.com', GOOD_PASSWORD);
    const { id } = await operatorOf(app).find('long@example.com');
    const caller = { ipAddress: undefined, userAgent: undefined };
    const log = { info() {}, warn() {}, error() {} };
    const from = app.now().getTime() - 20_000_000;
    await app.app.database.em.fork().transactional(async em => {
      // Some at the same moment, as those of one second are where a database keeps no fractions.
      for (let n = 0; n < 5_000; n += 1)
        await recordEvent(em, log, { accountId: id, kind: 'LOGGED_OUT', at: new Date(from + (n >> 2)), caller });
    });
    let answered = 0;
    let downloaded = false;
    const download = client.send(DOWNLOAD).finally(() => {
      downloaded = true;
    });
    while (!downloaded) {
      await fetch(`${app.url}/healthz`);
      answered += 1;
    }
    const { securityEvents } = JSON.parse((await download).data.downloadAccountData.json);
    expect(securityEvents).toHaveLength(5_002);
    const ids = securityEvents.map((event: { id: string }) => Number(event.id));
    const moments = securityEvents.map((event: { at: string }) => Date.parse(event.at));
    expect(new Set(ids).size).toBe(5_002);
    expect(moments).toEqual(moments.toSorted((a: number, b: number) => b - a));
    expect(answered).toBeGreaterThan(5);
  });

  it('follows an account to its new address, and leaves out what another account did at the same one', async () => {
    const client = await registerAccount(app, 'moved@example.com');
    await client.login('moved@example.com', GOOD_PASSWORD);
    const link = await askForEmailChange(app, client, 'moved.to@example.com');
    await client.confirmEmailChange(link);
    await revertLinkIn(app, 'moved@example.com', 2);
    app.clock.advance(1);
    const successor = await registerAccount(app, 'successor@example.com');
    await successor.login('successor@example.com', GOOD_PASSWORD);
    await successor.confirmEmailChange(await askForEmailChange(app, successor, 'moved@example.com', { count: 3 }));

    const emailsOf = async (of: TestClient) =>
      JSON.parse((await of.send(DOWNLOAD)).data.downloadAccountData.json).emails.map(
        ({ kind, address }: { kind: string; address: string }) => `${kind} ${address}`,
      );
    expect((await emailsOf(client)).toSorted()).toEqual([
      'email-change moved.to@example.com',
      'email-changed moved@example.com',
      'registration moved@example.com',
    ]);
    expect((await emailsOf(successor)).toSorted()).toEqual([
      'email-change moved@example.com',
      'email-changed successor@example.com',
      'registration successor@example.com',
    ]);
    const { json } = (await client.send(DOWNLOAD)).data.downloadAccountData;
    expect(JSON.parse(json).addressChanges).toEqual([{ changedAt: expect.any(String) }]);
  });

  it('does not tell the browser of those who had the address before', async () => {
    const first = await registerAccount(app, 'handed.on@example.com');
    await first.login('handed.on@example.com', GOOD_PASSWORD);
    await newClient(app).requestPasswordReset('handed.on@example.com');
    await readMail(app, 'handed.on@example.com', 2);
    await first.confirmEmailChange(await askForEmailChange(app, first, 'elsewhere@example.com'));
    app.clock.advance(1);
    const second = newClient(app);
    await second.register('handed.on@example.com');
    const { links } = await readMail(app, 'handed.on@example.com', 4);
    await second.completeRegistration(links['register-confirm'] ?? { uid: '', token: '' }, GOOD_PASSWORD);
    await second.login('handed.on@example.com', GOOD_PASSWORD);
    const { emails } = JSON.parse((await second.send(DOWNLOAD)).data.downloadAccountData.json);
    for (const { kind, ipAddress, userAgent } of emails)
      expect([kind, ipAddress, userAgent]).toEqual(['registration', undefined, undefined]);
  });

  it('tells no more of the address that was asked for when it is that of a disabled account', async () => {
    await registerAccount(app, 'closed@example.com');
    await operatorOf(app).disable('closed@example.com');
    const client = await registerAccount(app, 'curious@example.com');
    await client.login('curious@example.com', GOOD_PASSWORD);
    for (const address of ['closed@example.com', 'free@example.com']) await client.requestEmailChange(address);
    await queueIsEmpty(app);
    const { emails } = JSON.parse((await client.send(DOWNLOAD)).data.downloadAccountData.json);
    const [free, closed] = emails.map(({ id, address, requestedAt, ...rest }: Record<string, unknown>) => rest);
    expect([emails[0].address, emails[1].address]).toEqual(['free@example.com', 'closed@example.com']);
    expect(closed).toEqual(free);
  });

  it('asks for a session, and is bounded for each account', async () => {
    expect((await newClient(app).send(DOWNLOAD)).data.downloadAccountData.__typename).toBe('NotSignedIn');
    const client = await registerAccount(app, 'often@example.com');
    await client.login('often@example.com', GOOD_PASSWORD);
    const names: string[] = [];
    for (let n = 0; n < 11; n += 1) names.push((await client.send(DOWNLOAD)).data.downloadAccountData.__typename);
    expect(names.slice(0, 10).every(name => name === 'AccountData')).toBe(true);
    expect(names[10]).toBe('TooManyRequests');
  });
});
