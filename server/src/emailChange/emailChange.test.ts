import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient } from '../testing/testClient.ts';

describe('changing an address', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('asks, confirms, and reverts', async () => {
    const client = await registerAccount(app, 'ada@example.com');
    await client.login('ada@example.com', GOOD_PASSWORD);
    expect(await client.requestEmailChange('Grace@example.com')).toMatchObject({
      __typename: 'EmailChangeRequested',
      expiresIn: 86_400,
      email: 'Grace@example.com',
    });
    const mail = await readMail(app, 'Grace@example.com');
    const link = mail.links['email-change'] as MailedLink;
    expect(await newClient(app).confirmEmailChange(link)).toMatchObject({ __typename: 'EmailChanged' });
    const note = await readMail(app, 'ada@example.com', 2);
    expect(await client.me()).toBeNull();
    expect(await newClient(app).login('grace@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    const revert = note.links['email-change-revert'] as MailedLink;
    expect(await newClient(app).revertEmailChange(revert)).toMatchObject({ __typename: 'EmailChangeReverted' });
    expect(await newClient(app).revertEmailChange(revert)).toMatchObject({ status: 'SPENT' });
    const reset = (await readMail(app, 'ada@example.com', 3)).links['password-reset-confirm'] as MailedLink;
    expect(await newClient(app).resetPassword(reset, GOOD_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
  });
});
