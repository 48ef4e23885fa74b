import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account, newAccount } from '../accounts/account.ts';
import { linkFingerprintDigest } from '../accounts/linkFingerprint.ts';
import { recordFailedLogin } from '../accounts/recordEvent.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import type { Composers } from '../mail/compose.ts';
import type { MailJobKind } from '../mail/kinds.ts';
import { Job } from '../queue/job.ts';
import { newJob } from '../queue/jobs.ts';
import { openTestDatabase } from '../testing/openTestDatabase.ts';
import { composersFor } from './mailKinds.ts';

const SITE = 'https://rekey.example';
const ASKED = new Date('2026-03-14T15:09:00.000Z');
const DELIVERED = new Date('2026-03-14T15:10:00.000Z');
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0';
const LINUX = { browser: 'Firefox', system: 'Linux', handheld: false };
/** A signed link below a path. */
const link = (path: string) => expect.stringMatching(new RegExp(`^${SITE}/${path}/[\\w-]+/[\\w-]+$`));

const signsInInGerman = { ...person('Greta@example.com'), language: 'de' as const };
const neverSignedIn = person('new@example.com');
const disabled = { ...person('disabled@example.com'), language: 'de' as const, disabled: true };
const deleted = person('deleted@example.com');

function person(email: string) {
  return newAccount({ email: email as EmailAddress, passwordHash: null, createdAt: ASKED });
}

describe('the mail', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let composers: Composers;

  beforeAll(async () => {
    database = await openTestDatabase();
    const log = { info() {}, warn() {}, error() {} };
    const secretKeys = ['a key for tests'] as const;
    const settings = { publicUrl: SITE, passwordResetTimeoutSeconds: 90, registrationTimeoutSeconds: 86_400 };
    composers = composersFor({ secretKeys, log }, settings);
    const em = database.orm.em.fork();
    for (const account of [signsInInGerman, neverSignedIn, disabled]) await em.insert(Account, account);
    for (const [at, count] of [
      ['2026-03-13T15:08:00.000Z', 1],
      ['2026-03-13T23:00:00.000Z', 2],
      ['2026-03-14T15:00:00.000Z', 3],
      ['2026-03-14T15:09:01.000Z', 4],
    ] as const) {
      const address = signsInInGerman.email;
      const failure = {
        accountId: signsInInGerman.id,
        address,
        at: new Date(at),
        caller: { ipAddress: `192.0.2.${count}`, userAgent: undefined },
      };
      for (let n = 0; n < count; n++) await recordFailedLogin({ em, log, secretKeys }, failure);
    }
  });
  afterAll(() => database.close());

  function compose(kind: MailJobKind, about: { address?: string; accountId?: string; condition?: string }) {
    const row = newJob({ kind, language: 'en', caller: { userAgent: FIREFOX }, ...about }, ASKED);
    return composers[kind].compose(database.orm.em.fork(), Object.assign(new Job(), row), DELIVERED);
  }

  const resetLinks = {
    device: LINUX,
    resetUrl: link('password-reset-confirm'),
    revokeUrl: link('password-reset-revoke'),
    expiresIn: 90,
  };
  const ways = { resetUrl: `${SITE}/password-reset`, accountUrl: `${SITE}/account` };

  it.each([
    ['password-reset', 'greta@EXAMPLE.com', 'Greta@example.com', 'password-reset', { address: 'Greta@example.com' }],
    ['password-reset', 'disabled@example.com', undefined, 'password-reset', { address: 'disabled@example.com' }],
    ['password-reset', 'free@example.com', undefined, 'password-reset', { address: 'free@example.com' }],
  ] as const)('%s for %s goes to %s', async (kind, address, to, name, values) => {
    const mail = await compose(kind, { address });
    expect(mail).toEqual({ to, name, language: 'en', values: { ...resetLinks, ...values } });
  });

  it.each(['registration', 'invitation'] as const)(
    '%s goes to a free address, and a note to the owner of one that is taken',
    async kind => {
      const free = await compose(kind, { address: 'Free+tag@xn--bcher-kva.example' });
      expect(free).toEqual({
        to: 'Free+tag@xn--bcher-kva.example',
        name: kind,
        language: 'en',
        values: { address: 'Free@bücher.example', registerUrl: link('register-confirm'), expiresIn: 86_400 },
      });
      const taken = await compose(kind, { address: 'GRETA@example.com' });
      expect(taken).toEqual({
        to: 'Greta@example.com',
        name: 'already-registered',
        language: 'en',
        values: { address: 'Greta@example.com', loginUrl: `${SITE}/login`, resetUrl: `${SITE}/password-reset` },
      });
      expect((await compose(kind, { address: disabled.email })).to).toBeUndefined();
    },
  );

  it('password-changed goes to every account that is still there', async () => {
    expect(await compose('password-changed', { accountId: signsInInGerman.id })).toEqual({
      to: 'Greta@example.com',
      name: 'password-changed',
      language: 'en',
      values: { address: 'Greta@example.com', device: LINUX, changedAt: ASKED, resetUrl: `${SITE}/password-reset` },
    });
    expect((await compose('password-changed', { accountId: disabled.id })).to).toBe(disabled.email);
    for (const about of [{ accountId: deleted.id }, {}]) {
      expect(await compose('password-changed', about)).toMatchObject({ to: undefined, values: { address: '' } });
    }
  });

  it('new-device goes to an account that is there and not disabled', async () => {
    expect(await compose('new-device', { accountId: signsInInGerman.id })).toEqual({
      to: 'Greta@example.com',
      name: 'new-device',
      language: 'en',
      values: { address: 'Greta@example.com', device: LINUX, signedInAt: ASKED, ...ways },
    });
    for (const about of [{ accountId: disabled.id }, { accountId: deleted.id }, {}]) {
      expect((await compose('new-device', about)).to).toBeUndefined();
    }
    expect(await compose('new-device', {})).toMatchObject({ values: { address: '' } });
  });

  it('failed-sign-ins counts those of the day before, in the language of the account', async () => {
    const mail = {
      to: 'Greta@example.com',
      name: 'failed-sign-ins',
      language: 'de',
      values: { address: 'Greta@example.com', count: 5, since: new Date('2026-03-13'), ...ways },
    };
    expect(await compose('failed-sign-ins', { accountId: signsInInGerman.id })).toEqual(mail);
    expect(await compose('failed-sign-ins', { address: 'Greta@Example.com' })).toEqual(mail);
  });

  it('failed-sign-ins counts at least one, in the language of the attempt where the account has none', async () => {
    expect(await compose('failed-sign-ins', { accountId: neverSignedIn.id })).toMatchObject({
      to: neverSignedIn.email,
      language: 'en',
      values: { count: 1, since: new Date('2026-03-14') },
    });
    expect((await compose('failed-sign-ins', { accountId: disabled.id })).to).toBeUndefined();
    expect(await compose('failed-sign-ins', { address: 'free@example.com' })).toMatchObject({
      to: undefined,
      values: { address: 'free@example.com' },
    });
  });

  it('account-deleted goes to the address that the job knows', async () => {
    expect(await compose('account-deleted', { address: 'Gone@xn--bcher-kva.example' })).toEqual({
      to: 'Gone@xn--bcher-kva.example',
      name: 'account-deleted',
      language: 'en',
      values: { address: 'Gone@bücher.example', deletedAt: ASKED, startUrl: `${SITE}/` },
    });
    expect(await compose('account-deleted', {})).toMatchObject({ to: undefined, values: { address: '' } });
  });

  it('email-change goes to a free address, as long as the account is as it was', async () => {
    const accountId = signsInInGerman.id;
    const condition = linkFingerprintDigest(signsInInGerman);
    expect(await compose('email-change', { accountId, condition, address: 'Free+tag@example.com' })).toEqual({
      to: 'Free+tag@example.com',
      name: 'email-change',
      language: 'en',
      values: {
        address: 'Free@example.com',
        device: LINUX,
        askedAt: ASKED,
        changeUrl: link('email-change'),
        expiresIn: 86_400,
      },
    });
    const taken = await compose('email-change', { accountId, condition, address: neverSignedIn.email });
    expect(taken).toMatchObject({ to: neverSignedIn.email, name: 'already-registered', language: 'en' });
    for (const about of [
      { accountId, condition, address: disabled.email },
      { accountId, condition, address: signsInInGerman.email },
      { accountId, condition: 'as it was before', address: 'free@example.com' },
      { accountId, condition: 'as it was before', address: neverSignedIn.email },
      { accountId: deleted.id, condition, address: 'free@example.com' },
      { condition, address: 'free@example.com' },
    ]) {
      expect((await compose('email-change', about)).to, JSON.stringify(about)).toBeUndefined();
    }
  });

  it('email-changed goes to the former address, in the language of the account', async () => {
    const address = 'Former@xn--bcher-kva.example';
    expect(await compose('email-changed', { accountId: signsInInGerman.id, address })).toEqual({
      to: address,
      name: 'email-changed',
      language: 'de',
      values: {
        address: 'Former@bücher.example',
        device: LINUX,
        changedAt: ASKED,
        revertUrl: link('email-change-revert'),
        expiresIn: 7 * 24 * 3_600,
      },
    });
    expect(await compose('email-changed', { accountId: disabled.id, address })).toMatchObject({ to: address });
    expect((await compose('email-changed', { accountId: deleted.id, address })).to).toBeUndefined();
  });

  it('new-address goes to the address of the account, in its language', async () => {
    expect(await compose('new-address', { accountId: signsInInGerman.id })).toEqual({
      to: 'Greta@example.com',
      name: 'new-address',
      language: 'de',
      values: {
        address: 'Greta@example.com',
        changedAt: ASKED,
        loginUrl: `${SITE}/login`,
        resetUrl: `${SITE}/password-reset`,
      },
    });
    for (const about of [{ accountId: disabled.id }, { accountId: deleted.id }, {}]) {
      expect((await compose('new-address', about)).to).toBeUndefined();
    }
  });
});
