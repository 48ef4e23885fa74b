import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

describe('account set-email', () => {
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
  const setEmail = (...args: string[]) => commandLine.run(['account', 'set-email', ...args]);

  it('changes an address, ends sessions, spends links, and tells both addresses; the former one can undo it', async () => {
    const client = await registerAccount(app, 'old@example.com');
    await client.login('old@example.com', GOOD_PASSWORD);
    const { reset } = await askForReset(app, 'old@example.com', 2);

    const changed = await setEmail('OLD@example.com', 'New@example.com');
    expect(changed).toMatchObject({ status: 0, stdout: '' });
    expect(changed.stderr).toContain('New@example.com');
    expect(await client.me()).toBeNull();
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ status: 'SPENT' });
    expect(await client.login('new@example.com', GOOD_PASSWORD)).toMatchObject({
      account: { email: 'New@example.com' },
    });
    const { data } = await client.send('{ me { securityEvents(first: 2) { kind userAgent } } }');
    expect(data.me.securityEvents[1]).toEqual({ kind: 'EMAIL_CHANGED', userAgent: 'Rekey command line' });

    const told = await readMail(app, 'New@example.com');
    expect(told.subject).toBe('Your Rekey account has a new address');
    expect(told.links).toEqual({});
    const revert = await revertLinkIn(app, 'old@example.com', 3);
    expect(await newClient(app).revertEmailChange(revert)).toMatchObject({ __typename: 'EmailChangeReverted' });
    expect((await commandLine.run(['account', 'list', 'old@example.com'])).status).toBe(0);
  });

  it('says what is wrong: no such account, no address, an address that is taken, and its own', async () => {
    await registerAccount(app, 'first@example.com');
    await registerAccount(app, 'second@example.com');
    for (const [args, message] of [
      [['unknown@example.com', 'x@example.com'], 'There is no account for this address.\n'],
      [['first@example.com', 'no address'], 'The new address: Enter an email address'],
      [['first@example.com', 'SECOND@example.com'], 'There is another account for the new address.'],
      [['first@example.com', 'First@example.com'], 'The account has this address already.'],
    ] as const) {
      const refused = await setEmail(...args);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toContain(message);
    }
    expect((await setEmail('first@example.com')).status).not.toBe(0);
    expect(await newClient(app).login('first@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('spends the notes of a disabled account that has the right address already', async () => {
    const client = await registerAccount(app, 'before@example.com');
    await client.login('before@example.com', GOOD_PASSWORD);
    await client.confirmEmailChange(await askForEmailChange(app, client, 'right@example.com'));
    const note = await revertLinkIn(app, 'before@example.com', 2);
    await commandLine.run(['account', 'disable', 'right@example.com']);
    expect((await setEmail('right@example.com', 'right@example.com')).stderr).toContain('no longer work');
    await commandLine.run(['account', 'enable', 'right@example.com']);
    expect(await newClient(app).revertEmailChange(note)).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
  });

  it('takes a disabled account back from a thief, who is told nothing and can undo nothing', async () => {
    const client = await registerAccount(app, 'former@example.com');
    const { id } = (await client.login('former@example.com', GOOD_PASSWORD)).account;
    await client.confirmEmailChange(await askForEmailChange(app, client, 'thiefs@example.com'));
    const note = await revertLinkIn(app, 'former@example.com', 2);
    await commandLine.run(['account', 'disable', id]);
    const changed = await setEmail(id, 'owners@example.com');
    expect(changed.status).toBe(0);
    expect(changed.stderr).toContain('disabled');
    await commandLine.run(['account', 'enable', id]);
    await askForReset(app, 'owners@example.com', 1);
    expect(await newClient(app).revertEmailChange(note)).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
    expect(app.sink.mails.filter(mail => mail.to.includes('thiefs@example.com'))).toHaveLength(1);
  });
});
