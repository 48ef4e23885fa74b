import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../queue/job.ts';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { createMigratedDatabase } from '../testing/testDatabase.ts';
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../testing/webhookReceiver.ts';

const THIRD_PASSWORD = 'copper walnut 58 drift lantern';

const changePassword = (client: TestClient, currentPassword: string, newPassword: string) =>
  client.send(
    `mutation ($old: String!, $new: String!) {
      changePassword(currentPassword: $old, newPassword: $new) { __typename }
    }`,
    { old: currentPassword, new: newPassword },
  );

describe('a product with a WEBHOOK_URL', { tags: ['webhooks-told'] }, () => {
  let commands: CommandLine;
  let receiver: WebhookReceiver;
  let app: TestApp;
  let environment: Record<string, string>;

  beforeAll(async () => {
    commands = await openCommandLine();
    receiver = await startWebhookReceiver();
    environment = {
      DATABASE_URL: commands.databaseUrl,
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET,
    };
    app = await startTestApp(environment);
  });
  afterAll(async () => {
    await app.close();
    await receiver.close();
    await commands.close();
  });

  const rekey = async (args: string[], input = '') => {
    const ended = await commands.run(args, { environment, input });
    expect(ended).toMatchObject({ status: 0 });
    return ended.stdout.trim();
  };
  const idOf = async (client: TestClient): Promise<string> => (await client.send('{ me { id } }')).data.me.id;
  const signedIn = async (address: string, password = GOOD_PASSWORD) => {
    const client = newClient(app);
    expect(await client.login(address, password)).toMatchObject({ __typename: 'LoggedIn' });
    return client;
  };
  /** Everything that was told about an account, once so much was. */
  const toldAbout = async (accountId: string, count: number) => {
    // What the command line writes waits for the next poll, or for a job of the server.
    await newClient(app).requestPasswordReset('stranger@example.com');
    await expect.poll(() => receiver.typesOf(accountId).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
    return receiver.typesOf(accountId);
  };

  it('is told of each change that a person makes, in order, and of nothing else', async () => {
    await registerAccount(app, 'ada@example.com');
    const client = await signedIn('ada@example.com');
    const id = await idOf(client);
    await signedIn('ada@example.com');
    await changePassword(client, 'not the password at all', OTHER_PASSWORD);
    await changePassword(client, GOOD_PASSWORD, OTHER_PASSWORD);
    await readMail(app, 'ada@example.com', 2);
    // There is no other session left to end.
    await client.send('mutation { endSessions }');
    await (await signedIn('ada@example.com', OTHER_PASSWORD)).send('mutation { logout }');
    await signedIn('ada@example.com', OTHER_PASSWORD);
    await client.send('mutation { endSessions }');
    const { reset, revoke } = await askForReset(app, 'ada@example.com', 3);
    await newClient(app).resetPassword(reset, THIRD_PASSWORD);
    await newClient(app).resetPassword(reset, GOOD_PASSWORD);
    await client.send(
      'mutation ($u: String!, $t: String!) { revokePasswordReset(uid: $u, token: $t) { __typename } }',
      {
        u: revoke.uid,
        t: revoke.token,
      },
    );
    const last = await signedIn('ada@example.com', THIRD_PASSWORD);
    await last.send('mutation ($password: String!) { deleteAccount(currentPassword: $password) { __typename } }', {
      password: THIRD_PASSWORD,
    });
    expect(await toldAbout(id, 7)).toEqual([
      'account.created',
      'account.password_changed',
      'sessions.ended',
      'sessions.ended',
      'account.password_changed',
      'sessions.ended',
      'account.deleted',
    ]);
  });

  it('is told of each change that an operator makes by the command line, and of no import', async () => {
    const id = await rekey(['account', 'create', '--email', 'op@example.com', '--no-password', '--reference', 'c-7']);
    await rekey(['account', 'disable', 'op@example.com']);
    await rekey(['account', 'disable', 'op@example.com']);
    await rekey(['account', 'enable', 'op@example.com']);
    await rekey(['account', 'enable', 'op@example.com']);
    await rekey(['account', 'import', '-'], JSON.stringify({ email: 'imported@example.com', passwordHash: null }));
    const { reset } = await askForReset(app, 'op@example.com', 1);
    await newClient(app).resetPassword(reset, GOOD_PASSWORD);
    await signedIn('op@example.com');
    await rekey(['account', 'disable', 'op@example.com']);
    await rekey(['account', 'delete', '--yes', 'op@example.com']);
    expect(await toldAbout(id, 7)).toEqual([
      'account.created',
      'account.disabled',
      'account.enabled',
      'account.password_changed',
      'account.disabled',
      'sessions.ended',
      'account.deleted',
    ]);
    const ofIt = receiver.received.filter(({ data }) => data.account.id === id);
    expect(ofIt.every(({ data }) => data.account.reference === 'c-7')).toBe(true);
    expect(receiver.received.some(({ body }) => body.includes('imported@example.com'))).toBe(false);
  });

  it('is told of each change of address and of its revert, with the address from then on', async () => {
    await registerAccount(app, 'first@example.com');
    const client = await signedIn('first@example.com');
    const id = await idOf(client);
    await signedIn('first@example.com');
    await client.confirmEmailChange(await askForEmailChange(app, client, 'second@example.com'));
    await rekey(['account', 'set-email', 'second@example.com', 'third@example.com']);
    await signedIn('third@example.com');
    await newClient(app).revertEmailChange(await revertLinkIn(app, 'first@example.com', 2));
    expect(await toldAbout(id, 7)).toEqual([
      'account.created',
      'account.email_changed',
      'sessions.ended',
      'account.email_changed',
      'sessions.ended',
      'account.email_changed',
      'sessions.ended',
    ]);
    const ofIt = receiver.received.filter(({ data }) => data.account.id === id);
    expect(ofIt.map(({ data }) => data.email).filter(Boolean)).toEqual([
      'first@example.com',
      'second@example.com',
      'third@example.com',
      'first@example.com',
    ]);
  });

  it('gets the body that the guide describes, under an id of its own', async () => {
    await registerAccount(app, 'grace@example.com');
    const client = await signedIn('grace@example.com');
    const id = await idOf(client);
    await changePassword(client, GOOD_PASSWORD, OTHER_PASSWORD);
    await toldAbout(id, 2);
    const [created, changed] = receiver.received.filter(({ data }) => data.account.id === id);
    expect(JSON.parse(created?.body ?? '')).toEqual({
      type: 'account.created',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      data: { account: { id, reference: null }, email: 'grace@example.com' },
    });
    expect(JSON.parse(changed?.body ?? '')).toEqual({
      type: 'account.password_changed',
      timestamp: expect.any(String),
      data: { account: { id, reference: null } },
    });
    expect(created?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
    const ids = receiver.received.map(webhook => webhook.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is told in one order of what happens to an account at the same time', async () => {
    const client = await registerAccount(app, 'many@example.com');
    await client.login('many@example.com', GOOD_PASSWORD);
    for (let n = 0; n < 8; n++) await signedIn('many@example.com');
    const { me } = (await client.send('{ me { id sessions { id current } } }')).data;
    const others = me.sessions.filter(({ current }: { current: boolean }) => !current);
    // What has been taken has no place in the order any more.
    const { answer } = receiver;
    receiver.answer = ({ data }) => (data.account.id === me.id ? 503 : 204);
    await Promise.all(
      others.map(({ id }: { id: string }) => client.send('mutation ($id: ID!) { endSessions(id: $id) }', { id })),
    ).finally(() => {
      receiver.answer = answer;
    });
    // On SQLite there is one writer at a time anyway.
    const jobs = await app.app.database.em.fork().find(Job, { accountId: me.id, kind: 'sessions.ended' });
    expect(jobs).toHaveLength(8);
    expect(new Set(jobs.map(({ position }) => position)).size).toBe(8);
  });

  it('is told once of parallel changes of which one wins', async () => {
    await registerAccount(app, 'joan@example.com');
    const id = await idOf(await signedIn('joan@example.com'));
    const { reset } = await askForReset(app, 'joan@example.com', 2);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => newClient(app).resetPassword(reset, OTHER_PASSWORD)),
    );
    expect(results.filter(({ __typename }) => __typename === 'PasswordResetComplete')).toHaveLength(1);
    expect(await toldAbout(id, 3)).toEqual(['account.created', 'account.password_changed', 'sessions.ended']);
  });

  it('hears of an account in order while it refuses, under the same ids, and of the others meanwhile', async () => {
    const [refused, taken] = [
      await rekey(['account', 'create', '--email', 'refused@example.com', '--no-password']),
      await rekey(['account', 'create', '--email', 'taken@example.com', '--no-password']),
    ];
    await toldAbout(refused, 1);
    await toldAbout(taken, 1);
    receiver.answer = ({ data }) => (data.account.id === refused ? 503 : 204);
    for (const address of ['refused@example.com', 'taken@example.com']) {
      await rekey(['account', 'disable', address]);
      await rekey(['account', 'enable', address]);
    }
    expect(await toldAbout(taken, 3)).toEqual(['account.created', 'account.disabled', 'account.enabled']);
    const tried = () => receiver.received.filter(({ data, status }) => data.account.id === refused && status === 503);
    await expect.poll(() => tried().length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(new Set(tried().map(({ id, type }) => `${type} ${id}`)).size).toBe(1);
    receiver.answer = () => 204;
    expect(await toldAbout(refused, 3)).toEqual(['account.created', 'account.disabled', 'account.enabled']);
    const taken2 = receiver.received.filter(({ data, status }) => data.account.id === refused && status === 204);
    expect(taken2[1]?.id).toBe(tried()[0]?.id);
  });
});

describe('a receiver that is down', { tags: ['webhooks-receiver'] }, () => {
  it('delays no one, shows in no health check, and is told everything once it is back, also after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-webhooks-'));
    const database = await createMigratedDatabase(folder);
    const down = await startWebhookReceiver();
    await down.close();
    const start = () => startTestApp({ DATABASE_URL: database.url, WEBHOOK_URL: down.url, WEBHOOK_SECRET });
    let app = await start();
    try {
      const client = await registerAccount(app, 'ada@example.com');
      await client.login('ada@example.com', GOOD_PASSWORD);
      await newClient(app).login('ada@example.com', GOOD_PASSWORD);
      expect((await changePassword(client, GOOD_PASSWORD, OTHER_PASSWORD)).data.changePassword).toMatchObject({
        __typename: 'PasswordChanged',
      });
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
      await expect.poll(async () => /^rekey_webhook_queued_jobs 3$/m.test(await metricsOf(app))).toBe(true);
      await app.close();
      const receiver = await startWebhookReceiver({ port: down.port });
      app = await start();
      const told = await receiver.taken(3);
      expect(told.map(({ type }) => type)).toEqual(['account.created', 'account.password_changed', 'sessions.ended']);
      await receiver.close();
    } finally {
      await app.close();
      await database.drop();
      await rm(folder, { recursive: true });
    }
  });

  const metricsOf = async (app: TestApp) => (await fetch(`${app.url}/metrics`)).text();
});
