import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOOD, GUESSABLE, JUDGED_FOR } from '../testing/judgedPasswords.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { type MailedLink, newClient } from '../testing/testClient.ts';

describe('a new password of the table that browser and server judge', { tags: ['password-rules'] }, () => {
  let app: TestApp;
  let link: MailedLink;
  beforeAll(async () => {
    app = await startTestApp({ BRAND_NAME: 'Rekey', PUBLIC_URL: 'https://login.rekey.example' });
    await registerAccount(app, JUDGED_FOR.address, 'quartz lantern drizzle 47 moth');
    link = (await askForReset(app, JUDGED_FOR.address, 2)).reset;
  });
  afterAll(() => app.close());

  it.each(Object.entries(GUESSABLE))('is refused, and the link lives on: %s', async (_kind, passwords) => {
    for (const password of passwords)
      expect(await newClient(app).resetPassword(link, password), password).toMatchObject({
        __typename: 'PasswordRejected',
      });
  });

  it.each(Object.entries(GOOD))('is taken: %s', async (kind, passwords) => {
    for (const [index, password] of passwords.entries())
      await registerAccount(app, `${kind.replaceAll(/\W/g, '')}${index}@example.com`, password);
  });
});
