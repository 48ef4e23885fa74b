import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

describe('an operator beside the running server', () => {
  let commandLine: CommandLine;
  let app: TestApp;
  beforeAll(async () => {
    commandLine = await openCommandLine();
    app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl });
  });
  afterAll(async () => {
    await app.close();
    await commandLine.close();
  });

  it('creates an account that can sign in at once', async () => {
    const input = `${GOOD_PASSWORD}\n`;
    const created = await commandLine.run(['account', 'create', '--email', 'Ada@example.com', '--password-stdin'], {
      input,
    });

    expect(created).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    expect(await newClient(app).login('ada@EXAMPLE.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('is told every rule that a password breaks, and never the password', async () => {
    const refused = await commandLine.run(['account', 'create', '--email', 'bob@example.com', '--password-stdin'], {
      input: '12345678',
    });

    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('Use at least 15 characters.');
    expect(refused.stderr).toContain('Use more than digits alone.');
    expect(refused.stderr).toContain('one of the most used passwords');
    expect(refused.stderr).not.toContain('12345678');
    expect((await commandLine.run(['account', 'list', 'bob@example.com'])).status).toBe(1);
  });

  it('cannot create a second account for an address, however it is spelt', async () => {
    await commandLine.run(['account', 'create', '--email', 'twice@example.com', '--no-password']);

    expect(await commandLine.run(['account', 'create', '--email', 'TWICE@example.com', '--no-password'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'An account with this address exists already.\n',
    });
  });

  it("gives an account the product's own key, which no other account can have", async () => {
    const create = (address: string, reference: string) =>
      commandLine.run(['account', 'create', '--email', address, '--no-password', '--reference', reference]);
    const longest = `kunde/№ ${'7'.repeat(120)}`;

    expect((await create('own@example.com', longest)).status).toBe(0);
    const { stdout } = await commandLine.run(['account', 'list', 'own@example.com', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ reference: longest }]);

    expect(await create('other@example.com', longest)).toMatchObject({
      status: 1,
      stderr: 'Another account has this reference.\n',
    });
    expect((await commandLine.run(['account', 'list', 'other@example.com'])).status).toBe(1);
    expect((await create('own@example.com', 'another')).stderr).toBe('An account with this address exists already.\n');
    for (const unusable of ['', ' ', ' 1', '1 ', 'a\nb', 'a\u2028b', 'x'.repeat(129)]) {
      expect(await create('other@example.com', unusable), JSON.stringify(unusable)).toMatchObject({ status: 2 });
    }
  });

  it('lists accounts with their state', async () => {
    await commandLine.run(['account', 'create', '--email', 'listed@example.com', '--no-password']);
    await commandLine.run(['account', 'disable', 'listed@example.com']);

    const { stdout } = await commandLine.run(['account', 'list', 'listed@example.com', '--json']);
    const table = await commandLine.run(['account', 'list']);

    expect(JSON.parse(stdout)).toEqual([
      {
        id: expect.any(String),
        email: 'listed@example.com',
        reference: null,
        createdAt: expect.any(String),
        lastLoginAt: null,
        state: 'disabled',
        hasPassword: false,
      },
    ]);
    expect(table.stdout).toMatch(/^ID +ADDRESS +CREATED \(UTC\) +LAST SIGN-IN +STATE\n/);
    expect(table.stdout).toMatch(/listed@example\.com +\d{4}-\d\d-\d\d \d\d:\d\d +– +disabled, no password\n/);
  });

  it('ends the sessions of an account by disabling it, and spends its links for good', async () => {
    const client = await registerAccount(app, 'disabled@example.com');
    await client.login('disabled@example.com', GOOD_PASSWORD);
    const { reset } = await askForReset(app, 'disabled@example.com', 2);

    expect((await commandLine.run(['account', 'disable', 'Disabled@example.com'])).status).toBe(0);

    expect(await client.me()).toBeNull();
    expect(await client.login('disabled@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });

    expect((await commandLine.run(['account', 'enable', 'disabled@example.com'])).status).toBe(0);

    expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ status: 'SPENT' });
    await client.login('disabled@example.com', GOOD_PASSWORD);
    const { data } = await client.send('{ me { sessions { id } securityEvents { kind } } }');
    expect(data.me.sessions).toHaveLength(1);
    expect(data.me.securityEvents.map((event: { kind: string }) => event.kind).slice(0, 3)).toEqual([
      'LOGGED_IN',
      'LOGIN_FAILED',
      'SESSION_ENDED',
    ]);
  });

  it('deletes an account with all that belongs to it, so that only a new link creates it again', async () => {
    const client = newClient(app);
    await client.register('gone@example.com');
    const link = (await readMail(app, 'gone@example.com')).links['register-confirm'] ?? { uid: '', token: '' };
    await client.completeRegistration(link, GOOD_PASSWORD);
    await client.login('gone@example.com', GOOD_PASSWORD);

    expect((await commandLine.run(['account', 'delete', 'gone@example.com'])).status).toBe(0);

    expect(await client.me()).toBeNull();
    expect((await commandLine.run(['account', 'list', 'gone@example.com'])).status).toBe(1);
    expect(await client.completeRegistration(link, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });

    await client.register('gone@example.com');
    const fresh = (await readMail(app, 'gone@example.com', 2)).links['register-confirm'] ?? { uid: '', token: '' };
    expect(await client.completeRegistration(fresh, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
  });

  it('prints a link for a person whom no mail reaches', async () => {
    const client = await registerAccount(app, 'unreached@example.com');

    const printed = await commandLine.run(['account', 'reset-link', 'unreached@example.com'], {
      environment: { PUBLIC_URL: 'https://login.example.com' },
    });

    const [, uid = '', token = ''] =
      /^https:\/\/login\.example\.com\/password-reset-confirm\/([\w-]+)\/([\w-]+)\n$/.exec(printed.stdout) ?? [];
    expect(await client.resetPassword({ uid, token }, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
  });

  it('gets no link for a disabled account, and none for an address without one', async () => {
    await commandLine.run(['account', 'create', '--email', 'off@example.com', '--no-password']);
    await commandLine.run(['account', 'disable', 'off@example.com']);

    expect(await commandLine.run(['account', 'reset-link', 'off@example.com'])).toMatchObject({
      status: 1,
      stdout: '',
    });
    expect(await commandLine.run(['account', 'reset-link', 'unknown@example.com'])).toMatchObject({
      status: 1,
      stdout: '',
    });
  });
});
