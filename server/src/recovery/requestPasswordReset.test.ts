import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../queue/job.ts';
import { Session } from '../sessions/session.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { askForReset, queueIsEmpty, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';

const ASK =
  'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename ... on PasswordResetRequested { message expiresIn } ... on Problem { message } } }';

/** Headers that say when, not what. */
const VARYING = ['date', 'x-request-id'];

describe('asking for a reset', () => {
  let app: TestApp;
  let operator: Operator;
  beforeAll(async () => {
    app = await startTestApp();
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  const mailsTo = (address: string) => app.sink.mails.filter(mail => mail.to.includes(address));

  /** Waits until nothing is left to send. */
  it('answers known, unknown and disabled addresses alike: data, errors, status and headers', {
    tags: ['asking-alike'],
  }, async () => {
    await registerAccount(app, 'known@example.com');
    await registerAccount(app, 'disabled@example.com');
    await operator.disable('disabled@example.com');
    await operator.bringIn('empty@example.com');

    const answers = await Promise.all(
      ['known@example.com', 'unknown@example.com', 'disabled@example.com', 'empty@example.com'].map(email =>
        newClient(app).send(ASK, { email }),
      ),
    );

    const seen = answers.map(({ status, headers, data, errors }) => ({
      status,
      headers: [...headers].filter(([name]) => !VARYING.includes(name)),
      data,
      errors,
    }));
    expect(seen[0]?.data.requestPasswordReset.__typename).toBe('PasswordResetRequested');
    for (const other of seen) expect(other).toEqual(seen[0]);
  });

  it('sends no mail for an unknown or a disabled account, and one for an account without a password', {
    tags: ['asking-accounts-alone'],
  }, async () => {
    await registerAccount(app, 'closed@example.com');
    await operator.disable('closed@example.com');
    await operator.bringIn('no-password@example.com');
    for (const email of ['closed@example.com', 'stranger@example.com', 'no-password@example.com']) {
      await newClient(app).requestPasswordReset(email);
    }

    const { links } = await readMail(app, 'no-password@example.com');
    await queueIsEmpty(app);

    expect(links['password-reset-confirm']).toBeDefined();
    expect(mailsTo('closed@example.com')).toHaveLength(1);
    expect(mailsTo('stranger@example.com')).toHaveLength(0);
    expect(mailsTo('disabled@example.com')).toHaveLength(1);
  });

  it('mails the address stored on the account, never the one typed, for any letter case and outer spaces', {
    tags: ['asking-stored-address', 'asking-look-alikes'],
  }, async () => {
    await registerAccount(app, 'Ada.Lovelace@example.com');
    await newClient(app).requestPasswordReset(' ada.LOVELACE@eXample.COM\t');

    await readMail(app, 'Ada.Lovelace@example.com', 2);

    await queueIsEmpty(app);
    expect(app.sink.mails.flatMap(mail => mail.to).filter(to => /lovelace/i.test(to))).toEqual([
      'Ada.Lovelace@example.com',
      'Ada.Lovelace@example.com',
    ]);
  });

  it.each([
    ['the Kelvin sign', 'mike@example.org', 'mi\u212ae@example.org'],
    ['dotless i', 'mikebill@example.org', 'm\u0131kebill@example.org'],
    ['capital I with a dot', 'idris@example.org', '\u0130dris@example.org'],
    ['long s', 'lisa@example.org', 'li\u017fa@example.org'],
    ['full-width letters', 'anna@example.org', '\uff41nna@example.org'],
    ['a look-alike in the domain', 'hank@github.example', 'hank@g\u0131thub.example'],
    ['sharp s', 'strasse@example.org', 'stra\u00dfe@example.org'],
    ['a compatibility character', 'fi@example.org', '\ufb01@example.org'],
  ])(
    'does not take %s for the letter that it looks like',
    { tags: ['asking-look-alikes'] },
    async (_what, stored, typed) => {
      await operator.bringIn(stored);

      expect(await newClient(app).requestPasswordReset(typed)).toMatchObject({ __typename: 'PasswordResetRequested' });

      await queueIsEmpty(app);
      expect(mailsTo(stored)).toHaveLength(0);
      expect(mailsTo(typed)).toHaveLength(0);
    },
  );

  it('calls a malformed address InvalidEmail before anything else is done', {
    tags: ['asking-malformed'],
  }, async () => {
    const jobs = () => app.app.database.em.fork().count(Job);
    const before = await jobs();
    const malformed = [
      '',
      ' ',
      '@',
      'ada',
      'ada@',
      '@example.com',
      'ada@localhost',
      'ada@example..com',
      'ada@-example.com',
      'ada@[127.0.0.1]',
      'ada@1.2.3.4',
      'ada@1.2.3',
      'ada@0x7f.1',
      'ada@xn--a.example',
      'ada@exam%70le.com',
      'a@b@example.com',
      'ada lovelace@example.com',
      '"ada lovelace"@example.com',
      'Ada <ada@example.com>',
      'ada@example.com, eve@example.com',
      'ada@example.com;eve@example.com',
      'ada@example.com\n',
      '\nada@example.com',
      'ada@example.com\r\nBcc: eve@example.com',
      'ada\n@example.com',
      'ada\u0000@example.com',
      'ada\u200b@example.com',
      'ada\u200d@example.com',
      'ada@exam\u00adple.com',
      'ada\u202e@example.com',
      'ada\u2028@example.com',
      'ada\ud800@example.com',
      `${'a'.repeat(65)}@example.com`,
      `ada@${'a'.repeat(64)}.com`,
      `ada@${'abcdefg.'.repeat(32)}com`,
      `${'a'.repeat(60_000)}@example.com`,
      `${'\u0301'.repeat(20_000)}@example.com`,
    ];
    for (const email of malformed) {
      expect(await newClient(app).requestPasswordReset(email), JSON.stringify(email.slice(0, 60))).toMatchObject({
        __typename: 'InvalidEmail',
      });
    }
    expect(await jobs()).toBe(before);
  });

  it('takes every address that mail can be sent to, up to 254 octets', async () => {
    const longest = `${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}com`;
    expect(longest).toHaveLength(254);
    const others = ["o'neil+list@example.co.uk", 'ünïcode@bücher.example', '用户@例子.世界', 'a@b.co', '-@b.co'];
    // PHPMailer/PHPMailer#418, jakartaee/mail-api#511: docomo.ne.jp has such addresses.
    const ungrammatical = ['taro..yamada@docomo.ne.jp', 'taro.@docomo.ne.jp', '.taro@docomo.ne.jp'];
    for (const email of [longest, ...others, ...ungrammatical]) {
      expect(await newClient(app).requestPasswordReset(email)).toMatchObject({ __typename: 'PasswordResetRequested' });
    }
    expect(await newClient(app).requestPasswordReset(`a${longest}`)).toMatchObject({ __typename: 'InvalidEmail' });
  });

  it.each([
    ['a'.repeat(300), /too long/],
    ['ada@example.com\n', /line break/],
    ['ada@exam\u00adple.com', /invisible character/],
    ['ada.example.com', /in the form name@example.com/],
    ['ada@example.com, eve@example.com', /more than one @/],
    ['Ada Lovelace <ada@example.com>', /a space in the address/],
    ['ada(lovelace)@example.com', /part before the @/],
    ['ada@example,com', /part after the @/],
    ['ada@localhost', /part after the @/],
  ])('says what is in the way in %j', async (typed, words) => {
    const { message } = await newClient(app).requestPasswordReset(typed);
    expect(message).toMatch(words);
  });

  it('builds links from PUBLIC_URL: no request header, however spelt, reaches a mail', {
    tags: ['asking-public-url'],
  }, async () => {
    const own = await startTestApp({ PUBLIC_URL: 'https://login.example.com', TRUST_PROXY: '1' });
    try {
      await operatorOf(own).bringIn('headers@example.com');
      const evil = 'evil.example';
      await newClient(own).requestPasswordReset('headers@example.com', {
        host: evil,
        'x-forwarded-host': evil,
        'x-forwarded-proto': 'ftp',
        'x-forwarded-server': evil,
        'x-forwarded-prefix': `/${evil}`,
        'x-host': evil,
        'x-original-host': evil,
        'x-original-url': `https://${evil}/`,
        'x-rewrite-url': `https://${evil}/`,
        'x-http-host-override': evil,
        forwarded: `host=${evil};proto=https`,
        origin: `https://${evil}`,
        referer: `https://${evil}/`,
        'user-agent': evil,
        from: `a@${evil}`,
        'accept-language': `${evil}, de`,
      });

      const { text, links } = await readMail(own, 'headers@example.com');

      expect(links['password-reset-confirm']).toBeDefined();
      for (const mail of own.sink.mails) expect(mail.text).not.toMatch(/evil/i);
      const hosts = [...text.matchAll(/https?:\/\/([^/\s]+)/g)].map(([, host]) => host);
      expect(new Set(hosts)).toEqual(new Set(['login.example.com']));
    } finally {
      await own.close();
    }
  });

  it('is answered alike while the mail server hangs, refuses or is away', {
    tags: ['asking-mail-server'],
  }, async () => {
    const { script } = app.sink;
    for (const answer of ['hang', 'drop', { code: 550, text: 'no' }, { code: 451, text: 'later' }] as const) {
      app.sink.script = () => answer;
      expect(await newClient(app).requestPasswordReset('known@example.com')).toMatchObject({
        __typename: 'PasswordResetRequested',
      });
    }
    app.sink.script = script;
  });

  it('changes nothing else: the old password works, sessions stay, and there is no new session row or cookie', {
    tags: ['asking-changes-nothing'],
  }, async () => {
    const own = await startTestApp();
    try {
      const laptop = await registerAccount(own, 'calm@example.com');
      await laptop.login('calm@example.com', GOOD_PASSWORD);
      const sessions = () => own.app.database.em.fork().count(Session);
      const before = await sessions();
      const stranger = newClient(own);

      const answer = await stranger.send(ASK, { email: 'calm@example.com' });
      await readMail(own, 'calm@example.com', 2);

      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await sessions()).toBe(before);
      expect(await laptop.me()).toBe('calm@example.com');
      expect(await newClient(own).login('calm@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    } finally {
      await own.close();
    }
  });

  it('speaks the language of the request, and English to a hostile Accept-Language', {
    tags: ['mail-language'],
  }, async () => {
    const own = await startTestApp();
    try {
      await registerAccount(own, 'sprache@example.com');
      await readMail(own, 'sprache@example.com');
      const ask = async (language: string, count: number) => {
        await newClient(own).requestPasswordReset('sprache@example.com', { 'accept-language': language });
        return (await readMail(own, 'sprache@example.com', count)).subject;
      };
      const english = await ask('en', 2);
      const german = await ask('fr;q=0.1, de-AT;q=0.9', 3);
      expect(german).not.toBe(english);
      const hostile = ['__proto__', '../../etc/passwd', '*;q=x,,,;;', 'x'.repeat(8_000), 'constructor, toString'];
      for (const [n, language] of hostile.entries()) expect(await ask(language, 4 + n)).toBe(english);
    } finally {
      await own.close();
    }
  });

  it('writes down for the owner that a reset was asked for, and from where', async () => {
    const client = await registerAccount(app, 'events@example.com');
    await newClient(app).requestPasswordReset('events@example.com', { 'user-agent': 'Some Browser' });
    await readMail(app, 'events@example.com', 2);
    await client.login('events@example.com', GOOD_PASSWORD);

    const { data } = await client.send('{ me { securityEvents { kind userAgent ipAddress } } }');

    expect(data.me.securityEvents.map((event: { kind: string }) => event.kind)).toEqual([
      'LOGGED_IN',
      'PASSWORD_RESET_REQUESTED',
      'REGISTERED',
    ]);
    expect(data.me.securityEvents[1]).toMatchObject({ userAgent: 'Some Browser', ipAddress: '127.0.0.1' });
  });

  it('gives each of several requests a link that works, until one is used', async () => {
    await registerAccount(app, 'twice@example.com');
    const first = await askForReset(app, 'twice@example.com', 2);
    const second = await askForReset(app, 'twice@example.com', 3);
    const client = newClient(app);
    const status = async ({ uid, token }: { uid: string; token: string }) =>
      (
        await client.send('query ($uid: String!, $token: String!) { passwordResetLink(uid: $uid, token: $token) }', {
          uid,
          token,
        })
      ).data.passwordResetLink;

    expect([await status(first.reset), await status(second.reset)]).toEqual(['VALID', 'VALID']);
    await client.resetPassword(second.reset, 'violet anchor 36 teapot drizzle');
    expect([await status(first.reset), await status(second.reset)]).toEqual(['SPENT', 'SPENT']);
  });
});
