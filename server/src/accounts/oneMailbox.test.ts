import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { queueIsEmpty, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { Account } from './account.ts';

const PUNYCODE = 'anna@xn--bcher-kva.example';
/** As pages and emails show it, and as the sink reads the envelope. */
const SHOWN = 'anna@bücher.example';

/** Spellings of one mailbox: what browsers, keyboards and the clipboard make of it. */
const SPELLINGS = [
  SHOWN,
  PUNYCODE,
  'ANNA@BÜCHER.EXAMPLE',
  'anna@bu\u0308cher.example',
  'Anna@XN--BCHER-KVA.example',
  'anna@\uff42ücher．example',
  '\ufeffanna@bücher.example\u200b',
  '<mailto:anna@bücher.example>',
  '\u202aanna@bücher.example\u202c, ',
  '“anna@bücher.example”.',
];

describe('one mailbox, however it is spelt', { tags: ['one-mailbox'] }, () => {
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

  const accounts = () => app.app.database.em.fork().count(Account);
  const rekey = async (...args: string[]) => (await commandLine.run(args)).stdout;

  it('is one account: it registers once, signs in, and resets by every spelling', async () => {
    const client = newClient(app);
    const links: MailedLink[] = [];
    // Until there is an account, mail goes to the letter case that was typed.
    const inLowerCase = SPELLINGS.filter(spelling => spelling.includes('anna'));
    for (const [index, spelling] of inLowerCase.entries()) {
      expect(await client.register(spelling)).toMatchObject({ __typename: 'RegistrationStarted' });
      const { links: mailed } = await readMail(app, SHOWN, index + 1);
      links.push(mailed['register-confirm'] as MailedLink);
    }
    const [first, ...others] = links;
    expect(await client.completeRegistration(first as MailedLink, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    for (const link of others) {
      expect(await newClient(app).completeRegistration(link, GOOD_PASSWORD)).toMatchObject({ status: 'SPENT' });
    }
    expect(await accounts()).toBe(1);

    for (const spelling of SPELLINGS) {
      const signedIn = newClient(app);
      expect(await signedIn.login(spelling, GOOD_PASSWORD)).toMatchObject({
        __typename: 'LoggedIn',
        account: { email: SHOWN },
      });
      expect(await signedIn.me()).toBe(SHOWN);
    }

    let mails = inLowerCase.length;
    for (const spelling of SPELLINGS) {
      await newClient(app).requestPasswordReset(spelling);
      mails += 1;
      const { text } = await readMail(app, SHOWN, mails);
      expect(text).toContain(SHOWN);
      expect(text).not.toContain('xn--');
    }
    await newClient(app).register('Anna@bücher.example');
    expect((await readMail(app, SHOWN, mails + 1)).links).toEqual({});
  });

  it('is found under every spelling, and under its id, by the command line', async () => {
    const [listed] = JSON.parse(await rekey('account', 'list', '--json', SHOWN)) as [{ id: string; email: string }];
    expect(listed.email).toBe(SHOWN);
    for (const spelling of [...SPELLINGS.slice(1, 4), listed.id]) {
      expect(JSON.parse(await rekey('account', 'list', '--json', spelling))).toEqual([listed]);
    }
    const created = await commandLine.run(['account', 'create', '--no-password', '--email', PUNYCODE]);
    expect([created.status, created.stderr]).toEqual([1, expect.stringContaining('exists already')]);
  });

  it('is imported once, and comes back from an export as it was', async () => {
    const lines = (spellings: readonly string[]) =>
      spellings.map(email => JSON.stringify({ email, passwordHash: null })).join('\n');
    const before = await accounts();
    const names = ['rené@example.org', 'rene\u0301@example.org', 'RENÉ@EXAMPLE.ORG', ' rené@example.org. '];
    const imported = await commandLine.run(['account', 'import', '-'], { input: lines([...names, ...SPELLINGS]) });
    expect(imported.stderr).toContain(`1 imported, ${names.length - 1 + SPELLINGS.length} existing`);
    expect(await accounts()).toBe(before + 1);

    const exported = await rekey('account', 'export');
    expect(exported).toContain(`"email":"${SHOWN}"`);
    const elsewhere = await openCommandLine();
    try {
      expect((await elsewhere.run(['account', 'import', '-'], { input: exported })).status).toBe(0);
      const sorted = (text: string) => text.trim().split('\n').sort();
      expect(sorted((await elsewhere.run(['account', 'export'])).stdout)).toEqual(sorted(exported));
    } finally {
      await elsewhere.close();
    }
  });

  it('has one allowance, regardless of the spelling', async () => {
    const strict = await startTestApp({ RATE_LIMITS: 'on' });
    try {
      const client = newClient(strict);
      const answers = [];
      for (const spelling of SPELLINGS.slice(0, 6))
        answers.push((await client.requestPasswordReset(spelling)).__typename);
      expect(answers).toEqual([...Array(5).fill('PasswordResetRequested'), 'TooManyRequests']);
    } finally {
      await strict.close();
    }
  });

  it('has a device that stays known, regardless of the spelling', async () => {
    const strict = await startTestApp({ RATE_LIMITS: 'on' });
    try {
      const owner = await registerAccount(strict, SHOWN);
      expect(await owner.login(SHOWN, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      for (let n = 0; n < 6; n += 1) await newClient(strict).login(PUNYCODE, 'a wrong guess');
      expect(await newClient(strict).login(PUNYCODE, GOOD_PASSWORD)).toMatchObject({ __typename: 'TooManyRequests' });
      expect(await owner.login('ANNA@BÜCHER.example', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    } finally {
      await strict.close();
    }
  });

  it('is named back as it was understood, known or not', async () => {
    const ask =
      'mutation ($email: String!) { requestPasswordReset(email: $email) { ... on PasswordResetRequested { email } } }';
    for (const [typed, shown] of [
      [' <mailto:ANNA@xn--bcher-kva.example>, ', 'ANNA@bücher.example'],
      ['nobody@BÜCHER.example', 'nobody@bücher.example'],
    ]) {
      const { data } = await newClient(app).send(ask, { email: typed });
      expect(data.requestPasswordReset).toEqual({ email: shown });
    }
    await queueIsEmpty(app);
  });

  it('goes on after a reset by another spelling', async () => {
    const before = app.sink.mails.filter(mail => mail.to.includes(SHOWN)).length;
    await newClient(app).requestPasswordReset(PUNYCODE);
    const { links } = await readMail(app, SHOWN, before + 1);
    const reset = links['password-reset-confirm'] as MailedLink;
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    expect(await newClient(app).login(SHOWN, OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    expect(await newClient(app).login(SHOWN, GOOD_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
  });

  it('is not another mailbox: no spelling of a look-alike signs in', { tags: ['asking-look-alikes'] }, async () => {
    const lookAlikes = fc.constantFrom(
      ...['anna@bücher.example.com', 'anna@bucher.example', 'anna@büсher.example', '\uff41nna@bücher.example'],
      ...[
        'ann\u0430@bücher.example',
        'anna+x@bücher.example',
        'a.nna@bücher.example',
        'anna@xn--bcher-kva.xn--example',
      ],
    );
    await fc.assert(
      fc.asyncProperty(lookAlikes, async typed => {
        expect(await newClient(app).login(typed, OTHER_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
      }),
      { numRuns: 20 },
    );
  });
});
