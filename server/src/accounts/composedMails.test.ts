import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import type { MailJobKind } from '../mail/kinds.ts';
import { readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { Account } from './account.ts';

describe('the mails about an account', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ PASSWORD_RESET_TIMEOUT: '90' });
  });
  afterAll(() => app.close());

  const em = () => app.app.database.em.fork();

  async function queue(
    kind: MailJobKind,
    about: { readonly accountId?: string; readonly address?: string },
  ): Promise<void> {
    await enqueueMailWithin(em(), { kind, language: 'en', ...about }, app.now());
    // The worker looks at the queue when it is woken.
    await newClient(app).register(`wakes-${Math.random()}@example.com`);
  }

  it('tell the owner of failed sign-ins how many there were, and where to choose a new password', async () => {
    const client = await registerAccount(app, 'ada@example.com');
    for (let n = 0; n < 3; n++) await client.login('ada@example.com', 'not the password at all');
    const { id } = await em().findOneOrFail(Account, { email: 'ada@example.com' as never });

    await queue('failed-sign-ins', { accountId: id });
    const { text, subject } = await readMail(app, 'ada@example.com', 2);
    expect(subject).toBe('Failed attempts to sign in to your Rekey account');
    expect(text).toMatch(/ada@example\.com at Rekey since .*UTC: 3\./);
    expect(text).toMatch(/\/password-reset\n[\s\S]*\/account\n/);
    expect(text).not.toMatch(/password-reset-confirm/);

    await queue('failed-sign-ins', { address: 'ada@example.com' });
    expect((await readMail(app, 'ada@example.com', 3)).subject).toBe(subject);
  });

  it('name the device that asked for a reset, or has changed the password, in known words alone', async () => {
    const client = await registerAccount(app, 'device@example.com');
    const ask = (userAgent: string) =>
      newClient(app).requestPasswordReset('device@example.com', { 'user-agent': userAgent });
    await ask('Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0');
    expect((await readMail(app, 'device@example.com', 2)).text).toContain('Requested from: Firefox on Linux\n');
    await ask('Call 0900 now <b> https://evil.example {{revokeUrl}}');
    const { text } = await readMail(app, 'device@example.com', 3);
    expect(text).toContain('Requested from: Unknown device\n');
    expect(text).not.toMatch(/0900|evil|<b>/);

    await client.login('device@example.com', GOOD_PASSWORD);
    await client.send(
      'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { __typename } }',
      { old: GOOD_PASSWORD, new: OTHER_PASSWORD },
      { 'user-agent': 'curl/8.14.1' },
    );
    expect((await readMail(app, 'device@example.com', 4)).text).toContain('Device: curl\n');
  });

  it('show no tag that a stranger has written into an address', async () => {
    await newClient(app).register('grace+call-0900-now@example.com');
    const { text } = await readMail(app, 'grace+call-0900-now@example.com');
    expect(text).toContain('grace@example.com');
    expect(text).not.toContain('0900');
  });

  it('never name more time than a link has', async () => {
    await registerAccount(app, 'timed@example.com');
    await newClient(app).requestPasswordReset('timed@example.com');
    expect((await readMail(app, 'timed@example.com', 2)).text).toContain('The link works for 90 seconds');
  });
});
