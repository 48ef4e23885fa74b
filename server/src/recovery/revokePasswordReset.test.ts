import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorOf } from '../testing/operator.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

const STATUS = 'query ($uid: String!, $token: String!) { passwordResetLink(uid: $uid, token: $token) }';
const REVOKE =
  'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename ... on Problem { message } ... on InvalidLink { status } } }';

async function statusOf(app: TestApp, { uid, token }: MailedLink): Promise<string> {
  return (await newClient(app).send(STATUS, { uid, token })).data.passwordResetLink;
}

async function revoke(app: TestApp, { uid, token }: MailedLink, headers: Record<string, string> = {}) {
  return (await newClient(app).send(REVOKE, { uid, token }, headers)).data.revokePasswordReset;
}

describe('"it was not me"', { tags: ['mail-revoke'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('spends every outstanding link and changes nothing else', async () => {
    const laptop: TestClient = await registerAccount(app, 'notme@example.com');
    await laptop.login('notme@example.com', GOOD_PASSWORD);
    const first = await askForReset(app, 'notme@example.com', 2);
    const second = await askForReset(app, 'notme@example.com', 3);

    expect(await revoke(app, second.revoke)).toMatchObject({ __typename: 'PasswordResetRevoked' });

    for (const link of [first.reset, second.reset]) expect(await statusOf(app, link)).toBe('SPENT');
    expect(await revoke(app, first.revoke)).toMatchObject({ status: 'SPENT' });
    expect(await laptop.me()).toBe('notme@example.com');
    expect(await newClient(app).login('notme@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    const { reset } = await askForReset(app, 'notme@example.com', 4);
    expect(await statusOf(app, reset)).toBe('VALID');
  });

  it('has a token of its own purpose, which can do nothing else', async () => {
    await registerAccount(app, 'purpose@example.com');
    const { revoke: notMe, reset } = await askForReset(app, 'purpose@example.com', 2);
    expect(await statusOf(app, notMe)).toBe('INVALID');
    expect(await newClient(app).resetPassword(notMe, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect(await newClient(app).completeRegistration(notMe, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect(await statusOf(app, reset)).toBe('VALID');
  });

  it('opens a page that changes nothing until its button is pressed', async () => {
    await registerAccount(app, 'button@example.com');
    const { revoke: notMe, reset } = await askForReset(app, 'button@example.com', 2);
    for (const method of ['GET', 'HEAD']) {
      await rawRequest(app, `/password-reset-revoke/${notMe.uid}/${notMe.token}`, { method });
    }
    expect(await statusOf(app, reset)).toBe('VALID');
  });

  it('lets one of several parallel presses win, and is written down once, with when and from where', async () => {
    const owner = await registerAccount(app, 'pressed@example.com');
    const { revoke: notMe } = await askForReset(app, 'pressed@example.com', 2);
    app.clock.advance(60);
    const pressedAfter = app.now().getTime();

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => revoke(app, notMe, { 'user-agent': 'Browser of the owner' })),
    );

    expect(answers.filter(answer => answer.__typename === 'PasswordResetRevoked')).toHaveLength(1);
    expect(answers.filter(answer => answer.status === 'SPENT')).toHaveLength(7);
    await owner.login('pressed@example.com', GOOD_PASSWORD);
    const { data } = await owner.send('{ me { securityEvents { kind at userAgent ipAddress } } }');
    const events: Array<{ kind: string; at: string }> = data.me.securityEvents;
    const revoked = events.filter(({ kind }) => kind === 'PASSWORD_RESET_REVOKED');
    expect(revoked).toMatchObject([{ userAgent: 'Browser of the owner', ipAddress: '127.0.0.1' }]);
    expect(Date.parse(revoked[0]?.at ?? '')).toBeGreaterThanOrEqual(pressedAfter);
  });

  it('never brings back a link from before, however often links are spent', async () => {
    await registerAccount(app, 'again@example.com');
    const first = await askForReset(app, 'again@example.com', 2);
    await operatorOf(app).disable('again@example.com');
    await operatorOf(app).enable('again@example.com');
    const second = await askForReset(app, 'again@example.com', 3);

    expect(await revoke(app, second.revoke)).toMatchObject({ __typename: 'PasswordResetRevoked' });

    expect([await statusOf(app, first.reset), await statusOf(app, second.reset)]).toEqual(['SPENT', 'SPENT']);
  });

  it('may be pressed sixty times in a quarter of an hour from one client, choosing passwords included', async () => {
    const own = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1' });
    try {
      const link = { uid: 'forged', token: 'forged' };
      const from = (address: string) => ({ 'x-forwarded-for': address });
      const press = (address: string) => revoke(own, link, from(address));
      const choose =
        'mutation ($uid: String!, $token: String!) { resetPassword(uid: $uid, token: $token, newPassword: "x") { __typename } }';
      const outcomes = new Set<string>();
      for (let n = 0; n < 30; n += 1) {
        outcomes.add((await press('192.0.2.1')).__typename);
        outcomes.add((await newClient(own).send(choose, link, from('192.0.2.1'))).data.resetPassword.__typename);
      }
      expect([...outcomes]).toEqual(['InvalidLink']);
      expect(await press('192.0.2.1')).toMatchObject({ __typename: 'TooManyRequests' });
      expect(await press('192.0.2.2')).toMatchObject({ __typename: 'InvalidLink' });
    } finally {
      await own.close();
    }
  });
});
