import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account, newAccount } from '../accounts/account.ts';
import { linkFingerprintDigest } from '../accounts/linkFingerprint.ts';
import { type EmailAddress } from '../domain/emailAddress.ts';
import type { MailJobKind } from '../mail/kinds.ts';
import { enqueueWithin } from '../queue/enqueue.ts';
import { type MailQueue, openMailQueue } from '../testing/mailQueue.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { composersFor } from './mailKinds.ts';

/**
 * How often the worker looks at the queue, and how many statements a transaction takes, is the same for every address.
 */
const LOOKING =
  /^(select next_attempt_at|begin|commit|update mail_job set lease_expires_at = |update mail_job set next_attempt_at = )/;

describe('what the mail worker does for an address', () => {
  let queue: MailQueue;
  const asker = newAccount({ email: 'asker@example.com' as EmailAddress, passwordHash: null, createdAt: new Date() });
  beforeAll(async () => {
    const settings = {
      publicUrl: 'https://rekey.example',
      passwordResetTimeoutSeconds: 3_600,
      registrationTimeoutSeconds: 86_400,
    };
    const log = { info() {}, warn() {}, error() {} };
    queue = await openMailQueue({ composers: composersFor({ secretKeys: ['a key for tests'], log }, settings) });
    await queue.orm.em.fork().insert(Account, asker);
    for (const kind of ['known', 'disabled']) {
      const email = `${kind}@example.com` as EmailAddress;
      const account = newAccount({ email, passwordHash: null, createdAt: new Date(), disabled: kind === 'disabled' });
      await queue.orm.em.fork().insert(Account, account);
    }
    queue.worker.start();
  });
  afterAll(() => queue.close());

  async function statementsFor(kind: MailJobKind, address: string): Promise<string[]> {
    const count = queue.events.length;
    const asking = { accountId: asker.id, condition: linkFingerprintDigest(asker) };
    const job = { kind, address, language: 'en', ...(kind === 'email-change' && asking) } as const;
    const sent = await statementsSent(queue.orm, async () => {
      await enqueueWithin(queue.orm.em.fork(), job, new Date(), () => 0);
      queue.worker.wake();
      await queue.seen(count + 1, 'completed');
    });
    return sent.filter(text => !LOOKING.test(text.trim())).map(text => text.replace(address, '(address)'));
  }

  it.each(['password-reset', 'registration', 'email-change', 'failed-sign-ins'] as const)(
    'takes the same statements whether or not it has an account (%s)',
    { tags: ['asking-alike'] },
    async kind => {
      const known = await statementsFor(kind, 'known@example.com');
      expect(known.length).toBeGreaterThanOrEqual(4);
      for (const address of ['unknown@example.com', 'disabled@example.com'])
        expect(await statementsFor(kind, address)).toEqual(known);
    },
  );

  it('sends mail to accounts and to free addresses that want one, and to no other', {
    tags: ['asking-accounts-alone'],
  }, () => {
    const to = (address: string) => queue.sink.mails.filter(mail => mail.to.includes(address)).length;
    expect([to('known@example.com'), to('unknown@example.com'), to('disabled@example.com')]).toEqual([4, 2, 0]);
  });
});
