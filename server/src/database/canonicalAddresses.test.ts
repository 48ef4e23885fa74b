import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Account, newAccount } from '../accounts/account.ts';
import { makeRegistrationLink } from '../accounts/registrationLink.ts';
import type { Finding } from '../cli/doctor/finding.ts';
import { readConfig } from '../config/config.ts';
import { type CanonicalEmail, type EmailAddress, legacyCanonicalEmail } from '../domain/emailAddress.ts';
import { withKnownDevice } from '../limits/deviceCookie.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { makeAccountLink } from '../recovery/passwordResetLink.ts';
import type { Database } from '../sql/database.ts';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { keptLog } from '../testing/keptLog.ts';
import { signLegacyLink } from '../testing/legacyLink.ts';
import { readMail } from '../testing/people.ts';
import { startTestApp, TEST_ENVIRONMENT, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';
import { migrateDown, migrateUp } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';

const KEYS = [TEST_ENVIRONMENT.SECRET_KEY] as const;
/** Laravel's hash of `Überraschung 42`. */
const HASH = '$2y$04$bIL6gft0.n9yea71r/30zuNhYNNuc4d5VlmhAABSS8mewnteLu48W' as PasswordHash;
const PASSWORD = 'Überraschung 42';

/** An account as version 0.1 wrote it: the address as typed, compared without letter case alone. */
function oldAccount(email: string, fields: Partial<Account> = {}) {
  const account = newAccount({
    email: email as EmailAddress,
    passwordHash: HASH,
    createdAt: new Date(1_790_000_000_000),
  });
  return { ...account, canonicalEmail: legacyCanonicalEmail(email as EmailAddress), ...fields };
}

describe('a database of version 0.1', { tags: ['one-mailbox'] }, () => {
  let commandLine: CommandLine;
  let app: TestApp | undefined;
  const { lines, log } = keptLog();
  beforeEach(async () => {
    commandLine = await openCommandLine();
    lines.length = 0;
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await commandLine.close();
  });

  async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const database = await openDatabase(readConfig({ DATABASE_URL: commandLine.databaseUrl }).database);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** Undoes migrations down to the one that changed the addresses. */
  const undoAddresses = async (database: Database) => {
    let undone: string | undefined;
    do {
      [undone] = await migrateDown(database);
      if (undone === undefined) throw new Error('The migration of the addresses is not in the list.');
    } while (undone !== 'M20261126CanonicalAddresses');
  };
  /** Fills a database as it was before that migration; the rows come first, since their columns are today's. */
  const databaseBefore = (...accounts: ReturnType<typeof oldAccount>[]) =>
    withDatabase(async database => {
      await migrateUp(database);
      if (accounts.length > 0) await database.em.fork().insertMany(Account, accounts);
      await undoAddresses(database);
    });
  const canonicalForms = () =>
    withDatabase(async database => {
      const rows = await database.em.fork().find(Account, {});
      return new Map(rows.map(({ id, canonicalEmail }) => [id, canonicalEmail]));
    });
  const start = async (environment: Record<string, string> = {}) => {
    app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl, LOG_LEVEL: 'warn', ...environment }, log);
    return app;
  };

  it('gets canonical addresses, and its people sign in by every spelling', async () => {
    await databaseBefore(
      oldAccount('Anna@Bücher.example'),
      oldAccount('rene\u0301@example.com'),
      oldAccount('plain@EXAMPLE.com'),
      oldAccount('strange@xn--a.example'),
    );
    const own = await start();

    for (const typed of [
      'anna@bücher.example',
      'anna@xn--bcher-kva.example',
      'rené@example.com',
      'plain@example.com',
    ]) {
      expect([typed, (await newClient(own).login(typed, PASSWORD)).__typename]).toEqual([typed, 'LoggedIn']);
    }
    expect([...(await canonicalForms()).values()].sort()).toEqual(
      ['anna@xn--bcher-kva.example', 'plain@example.com', 'rené@example.com', 'strange@xn--a.example'].sort(),
    );
    expect(lines.join('')).not.toContain('address of another account');
  });

  it('keeps both of two accounts with one address, and tells the operator at each start and by the doctor', async () => {
    const canonical = oldAccount('anna@xn--bcher-kva.example');
    const other = oldAccount('Anna@bücher.example', { passwordHash: null, lastLoginAt: new Date() });
    const [early, late] = ['ren\u00e9', 'rene\u0301'].map((local, index) =>
      oldAccount(`${local}@example.com`, { lastLoginAt: new Date(1_795_000_000_000 + index) }),
    );
    const [first, second] = ['zoe@ｅxample.com', 'zoe@exａmple.com'].map((email, index) =>
      oldAccount(email, { createdAt: new Date(1_790_000_000_000 + index) }),
    );
    if (!early || !late || !first || !second) throw new Error('unreachable');
    await databaseBefore(canonical, other, early, late, second, first);
    const own = await start();

    const forms = await canonicalForms();
    expect(forms.get(canonical.id)).toBe('anna@xn--bcher-kva.example');
    expect(forms.get(other.id)).toBe('anna@bücher.example');
    // The one that has the canonical form keeps it, however long its owner has been away.
    expect(forms.get(early.id)).toBe('ren\u00e9@example.com');
    expect(forms.get(late.id)).toBe('rene\u0301@example.com');
    expect(forms.get(first.id)).toBe('zoe@example.com');
    expect(forms.get(second.id)).toBe('zoe@exａmple.com');
    expect(await newClient(own).login('Anna@bücher.example', PASSWORD)).toMatchObject({
      account: { id: canonical.id },
    });

    const doubled = [
      { account: other.id, answeredBy: canonical.id },
      { account: late.id, answeredBy: early.id },
      { account: second.id, answeredBy: first.id },
    ];
    const warned = lines.map(line => JSON.parse(line)).find(({ accounts }) => accounts);
    expect(warned).toMatchObject({ count: 3, msg: expect.stringContaining('rekey doctor') });
    expect(warned.accounts).toHaveLength(3);
    expect(warned.accounts).toEqual(expect.arrayContaining(doubled));
    expect(lines.join('')).not.toContain('@');

    const { stdout } = await commandLine.run(['doctor', '--json']);
    const findings = (JSON.parse(stdout) as Finding[]).filter(({ check }) => check === 'Addresses');
    for (const { account, answeredBy } of doubled) {
      expect(findings.filter(({ says }) => says.includes(account) && says.includes(answeredBy))).toHaveLength(1);
    }

    // Either of two is removed by its id, and the other one is then alone.
    await commandLine.run(['account', 'delete', '--yes', late.id]);
    await commandLine.run(['account', 'delete', '--yes', canonical.id]);
    await own.close();
    app = undefined;
    lines.length = 0;
    await start();
    expect((await canonicalForms()).get(other.id)).toBe('anna@xn--bcher-kva.example');
    expect(lines.join('')).toContain('"count":1');
  });

  it('chooses the account that signed in last where none has the canonical form', async () => {
    const [idle, used] = ['anna@bücher.example', 'anna@bu\u0308cher.example'].map((email, index) =>
      oldAccount(email, { lastLoginAt: index === 1 ? new Date() : null }),
    );
    if (!idle || !used) throw new Error('unreachable');
    await databaseBefore(idle, used);
    await start();
    const forms = await canonicalForms();
    expect([forms.get(used.id), forms.get(idle.id)]).toEqual(['anna@xn--bcher-kva.example', 'anna@bücher.example']);
  });

  it('has its links, devices and deleted addresses go on', async () => {
    const account = oldAccount('Anna@Bücher.example');
    await databaseBefore(account);
    const now = new Date();
    const reset = makeAccountLink({ secretKeys: KEYS }, 'password-reset', account as Account, now);
    const legacyLink = (address: string) =>
      signLegacyLink(KEYS[0], {
        purpose: 'registration',
        subject: Buffer.from(address),
        state: [],
        issuedAt: now,
      });
    const registration = legacyLink('new@bücher.example');
    const closed = legacyLink('gone@bücher.example');
    const digest = createHmac('sha256', KEYS[0]).update('closed-address:gone@bücher.example').digest('base64url');
    await withDatabase(database =>
      database.em
        .fork()
        .execute('insert into closed_address (address_digest, closed_at) values (?, ?)', [
          digest,
          new Date(now.getTime() + 1),
        ]),
    );
    const own = await start({ RATE_LIMITS: 'on' });

    const client = newClient(own);
    expect(await client.completeRegistration(closed, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect(await client.completeRegistration(registration, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    expect(await client.login('new@xn--bcher-kva.example', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    const again = makeRegistrationLink({ secretKeys: KEYS }, 'new@bücher.example' as EmailAddress, now);
    expect(await client.completeRegistration(again, GOOD_PASSWORD)).toMatchObject({ status: 'SPENT' });

    expect(await client.resetPassword(reset, GOOD_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
    for (let n = 0; n < 6; n += 1) await newClient(own).login('anna@bücher.example', 'a wrong guess');
    const known = newClient(own);
    const cookie = withKnownDevice(KEYS, undefined, 'anna@bücher.example' as CanonicalEmail, now);
    known.cookies.set('rekey_device', cookie);
    expect(await newClient(own).login('anna@bücher.example', GOOD_PASSWORD)).toMatchObject({
      __typename: 'TooManyRequests',
    });
    expect(await known.login('anna@bücher.example', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('has its queued mail sent to the owner', async () => {
    await databaseBefore(oldAccount('Anna@Bücher.example'));
    await withDatabase(database =>
      database.em.fork().execute(
        `insert into mail_job (id, kind, address, language, state, attempts, next_attempt_at, created_at)
         values (?, 'password-reset', 'anna@bücher.example', 'en', 'queued', 0, ?, ?)`,
        [randomUUID(), new Date(), new Date()],
      ),
    );
    const own = await start();
    const { links } = await readMail(own, 'Anna@bücher.example');
    expect(links['password-reset-confirm']).toBeDefined();
  });

  it('takes rows that version 0.1 writes while a deployment is under way', { tags: ['two-versions'] }, async () => {
    await databaseBefore();
    await (await start()).close();
    await withDatabase(database => database.em.fork().insert(Account, oldAccount('late@bücher.example')));
    const own = await start();
    expect(await newClient(own).login('late@bücher.example', PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('can be had back', async () => {
    const accounts = ['Anna@Bücher.example', 'anna@xn--bcher-kva.example', 'rene\u0301@example.com', 'a@b.co'].map(
      email => oldAccount(email),
    );
    await databaseBefore(...accounts);
    await withDatabase(async database => {
      await migrateUp(database);
      await undoAddresses(database);
    });
    expect(await canonicalForms()).toEqual(new Map(accounts.map(({ id, canonicalEmail }) => [id, canonicalEmail])));
  });

  it('of many accounts is migrated in few statements', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => oldAccount(`person${n}@bücher.example`));
    await databaseBefore(...many);
    await start();
    expect(new Set((await canonicalForms()).values())).toEqual(
      new Set(many.map((_, n) => `person${n}@xn--bcher-kva.example`)),
    );
  });
});
