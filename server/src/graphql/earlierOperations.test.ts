import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, print, separateOperations, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMail } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

/** What the pages of each earlier version send. An open tab, or another replica's page, goes on sending it. */
const FOLDER = new URL('./earlierOperations/', import.meta.url);
const versions = readdirSync(FOLDER).map(name => name.replace(/\.graphql$/, ''));

const operationsOf = (version: string) =>
  separateOperations(parse(readFileSync(new URL(`${version}.graphql`, FOLDER), 'utf8')));

describe.each(versions)('the operations of version %s', { tags: ['graphql-contract'] }, version => {
  const operations = operationsOf(version);
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each(Object.entries(operations))('still fit the schema: %s', (_name, document) => {
    const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    expect(validate(schema, document)).toEqual([]);
  });

  it('still lead a person from registration to the end of a session, with the outcomes that their pages know', async () => {
    const browser = newClient(app);
    const sent = new Set<string>();
    async function send(name: string, variables: Record<string, unknown> = {}) {
      const document = operations[name];
      if (!document) throw new Error(`version ${version} has no operation ${name}`);
      sent.add(name);
      const { status, data, errors } = await browser.send(print(document), variables);
      expect([status, errors], name).toEqual([200, undefined]);
      return data;
    }
    const email = 'ada@example.com';
    const linkIn = async (path: string, count: number) => (await readMail(app, email, count)).links[path] as MailedLink;
    const outcome = async (name: string, variables: Record<string, unknown>) =>
      Object.values(await send(name, variables)).map(result => (result as { __typename: string }).__typename)[0];

    expect(await outcome('Register', { email: 'no address' })).toBe('InvalidEmail');
    expect(await outcome('Register', { email })).toBe('RegistrationStarted');
    const registration = await linkIn('register-confirm', 1);
    expect((await send('RegistrationLink', { ...registration })).status).toBe('VALID');
    const tooShort = { ...registration, password: 'short' };
    expect(await outcome('CompleteRegistration', tooShort)).toBe('PasswordRejected');
    expect(await outcome('CompleteRegistration', { ...registration, password: GOOD_PASSWORD })).toBe(
      'RegistrationComplete',
    );
    expect(await outcome('Login', { email, password: OTHER_PASSWORD })).toBe('InvalidCredentials');
    expect(await outcome('Login', { email, password: GOOD_PASSWORD })).toBe('LoggedIn');
    expect((await send('WhoAmI')).me).toMatchObject({ id: expect.any(String) });
    const { me, passwordPolicy } = await send('Account');
    expect([me.sessions.length, passwordPolicy.minLength]).toEqual([1, 15]);
    if ('OlderSecurityEvents' in operations) await send('OlderSecurityEvents', { after: me.securityEvents.at(-1).id });
    const change = { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD };
    expect(await outcome('ChangePassword', change)).toBe('PasswordChanged');
    // The note about it comes first, since mails of one moment may change places.
    await readMail(app, email, 2);
    expect((await send('EndSessions')).endSessions).toBe(true);

    expect(await outcome('RequestPasswordReset', { email })).toBe('PasswordResetRequested');
    const revoke = await linkIn('password-reset-revoke', 3);
    expect(await outcome('RevokePasswordReset', { ...revoke })).toBe('PasswordResetRevoked');
    expect(await outcome('RequestPasswordReset', { email })).toBe('PasswordResetRequested');
    const reset = await linkIn('password-reset-confirm', 4);
    expect((await send('PasswordResetLink', { ...reset })).status).toBe('VALID');
    expect(await outcome('ResetPassword', { ...reset, newPassword: GOOD_PASSWORD })).toBe('PasswordResetComplete');
    expect(await outcome('ResetPassword', { ...reset, newPassword: GOOD_PASSWORD })).toBe('InvalidLink');
    expect((await send('Logout')).logout).toBe(true);
    expect([...sent].sort()).toEqual(Object.keys(operations).sort());
  });
});

it('finds what it checks', () => {
  expect(versions).toEqual(expect.arrayContaining(['0.1.0', '0.2.0']));
});
