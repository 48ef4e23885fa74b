import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { languages } from '../domain/language.ts';
import { type StrictSmtpServer, startStrictSmtpServer } from '../testing/strictSmtpServer.ts';
import { MAIL_NAMES } from './kinds.ts';
import type { DkimKey } from './mailServer.ts';
import { previewMail } from './templates/previewMail.ts';
import { loadTemplates } from './templates/templates.ts';
import { createTransport, type MailTransport } from './transport.ts';

const SERVERS: Record<string, readonly string[] | undefined> = {
  'that offers everything': [
    'PIPELINING',
    'SIZE 10485760',
    '8BITMIME',
    'SMTPUTF8',
    'CHUNKING',
    'DSN',
    'ENHANCEDSTATUSCODES',
  ],
  'that only knows HELO': undefined,
  'that offers nothing': [],
  'without 8BITMIME': ['PIPELINING', 'SIZE 10485760', 'DSN'],
  'without PIPELINING': ['SIZE 10485760', '8BITMIME', 'SMTPUTF8'],
  'without SMTPUTF8': ['PIPELINING', 'SIZE 10485760', '8BITMIME'],
  'without SIZE': ['PIPELINING', '8BITMIME', 'SMTPUTF8'],
  'whose SIZE has no limit': ['SIZE', '8BITMIME'],
  'whose SIZE is 0': ['SIZE 0', 'SMTPUTF8', '8BITMIME'],
};

const names = fc.oneof(
  fc.constantFrom(
    'Rekey',
    'Acme, Inc.',
    '"Acme"',
    'A "quoted" name',
    'back\\slash',
    '<b>Acme</b>',
    'a@b',
    'x'.repeat(200),
    'Straße & Söhne',
    '会社'.repeat(100),
    '🎉'.repeat(100),
    '👩‍👩‍👧‍👦'.repeat(12),
    'مرحبا بالعالم',
    'שלום (קבוצה)',
    'Ελλάδα; Team: x',
    '=?utf-8?Q?x?=',
    'Ünï'.repeat(60),
    "O'Neill",
    '. .',
    '=?',
    'a  b',
    `${'word '.repeat(39)}end`,
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

const senders = fc.constantFrom(
  'no-reply@rekey.example',
  'Rekey <no-reply@rekey.example>',
  '<no-reply@rekey.example>',
  '"Acme, Inc." <no-reply@acme.example>',
  'Acme, Inc. <no-reply@acme.example>',
  'Jörg Müller <joerg@bücher.example>',
  '株式会社例 <info@例え.テスト>',
  '"A \\"B\\" C" <a.b+c@mail.example>',
  'مثال <no-reply@xn--mgbh0fb.example>',
  'no-reply@localhost',
  'no-reply@rekey.example (Rekey)',
  `${'Long name '.repeat(15)}<x@rekey.example>`,
  `${'l'.repeat(64)}@${'d'.repeat(60)}.example`,
  '"a b"@rekey.example',
  'a..b@rekey.example',
  'NO-REPLY@REKEY.EXAMPLE',
);
const internationalSenders = fc.constantFrom('jörg@bücher.example', '情報 <情報@例え.テスト>');

const recipients = fc.oneof(
  fc.constantFrom(
    'anna@example.com',
    'anna+tag@example.com',
    'taro..yamada@docomo.ne.jp',
    '.taro@docomo.ne.jp',
    'taro.@ezweb.ne.jp',
    "o'neill@example.com",
    'anna@bücher.example',
    'anna@例え.テスト',
    'anna@xn--bcher-kva.example',
    '"anna b"@example.com',
    '"a\\"b\\\\c"@example.com',
    `${'l'.repeat(64)}@example.com`,
    `a@${'d'.repeat(63)}.${'e'.repeat(63)}.${'f'.repeat(61)}.example`,
    '{a|b}~!#$%^&*=/?`@example.com',
    'Anna.Example@EXAMPLE.com',
    '-@example.com',
    'a@faß.example',
  ),
  fc.emailAddress(),
);
const internationalRecipients = fc.constantFrom(
  'jörg@example.com',
  'jörg@bücher.example',
  '用户@例え.テスト',
  'jörg..x@example.com',
  'موقع@example.com',
);

const known = fc.record({ name: fc.constantFrom(...MAIL_NAMES), language: fc.constantFrom(...languages) });

/** Undefined where the start refuses it. */
function configured(environment: Record<string, string>) {
  try {
    return readConfig({ EMAIL_HOST: '127.0.0.1', EMAIL_USE_TLS: 'off', ...environment });
  } catch {
    return undefined;
  }
}

describe.each(Object.entries(SERVERS))('a strict mail server %s', { tags: ['mail-strict'] }, (_, extensions) => {
  const toClose: (StrictSmtpServer | MailTransport)[] = [];
  afterAll(async () => {
    for (const each of toClose.reverse()) await each.close();
  });
  const started = startStrictSmtpServer({ extensions });
  const hasSmtputf8 = extensions?.includes('SMTPUTF8') ?? false;
  let sent = 0;

  async function send(
    environment: Record<string, string>,
    to: string,
    mail: { name: (typeof MAIL_NAMES)[number]; language: (typeof languages)[number] },
  ) {
    const config = configured(environment);
    if (!config?.mailServer) return undefined;
    const server = await started;
    const transport = createTransport({ ...config.mailServer, port: server.port }, { brandName: config.brand.name });
    const rendered = previewMail(loadTemplates(config.brand), mail.name, mail.language);
    sent += 1;
    const id = `mail-${sent}`;
    const outcome = await transport.send(
      { id, to, language: mail.language, date: new Date('2026-03-14T15:09:26Z'), ...rendered },
      new AbortController().signal,
    );
    transport.close();
    return { outcome, taken: server.mails.find(({ raw }) => raw.includes(`<${id}@`)), rendered, config, server };
  }

  it('takes every mail in every language, under any name, from any sender, to any recipient', async () => {
    toClose.push(await started);
    await fc.assert(
      fc.asyncProperty(names, senders, recipients, known, async (brand, from, to, mail) => {
        const result = await send({ BRAND_NAME: brand, EMAIL_FROM: from }, to, mail);
        if (!result) return;
        expect(result.server.faults).toEqual([]);
        expect(result.outcome).toMatchObject({ kind: 'accepted' });
        const parsed = await simpleParser(result.taken?.raw ?? '');
        expect(parsed.subject).toBe(result.rendered.subject);
        expect(parsed.text?.trim()).toBe(result.rendered.text.trim());
      }),
      { seed: 5322, numRuns: 80 },
    );
  }, 60_000);

  it('takes a mail to an international address, or is not even asked to', async () => {
    await fc.assert(
      fc.asyncProperty(internationalRecipients, known, async (to, mail) => {
        const result = await send({ EMAIL_FROM: 'Rekey <no-reply@rekey.example>' }, to, mail);
        expect(result?.server.faults).toEqual([]);
        if (hasSmtputf8) {
          expect(result?.outcome).toMatchObject({ kind: 'accepted' });
          expect(result?.taken?.parameters).toContain('SMTPUTF8');
        } else {
          expect(result?.outcome).toEqual({
            kind: 'rejected',
            reply:
              'the mail server does not support SMTPUTF8 (RFC 6531), which an address with letters beyond ASCII needs',
          });
          expect(result?.taken).toBeUndefined();
        }
      }),
      { numRuns: 10 },
    );
  });

  it('takes mail from an international sender, or the operator is told', async () => {
    await fc.assert(
      fc.asyncProperty(internationalSenders, known, async (from, mail) => {
        const result = await send({ EMAIL_FROM: from }, 'anna@example.com', mail);
        expect(result?.server.faults).toEqual([]);
        expect(result?.outcome).toMatchObject(
          hasSmtputf8
            ? { kind: 'accepted' }
            : { kind: 'unavailable', fault: 'sender', reply: expect.stringContaining('SMTPUTF8') },
        );
      }),
      { numRuns: 6 },
    );
  });
});

describe('what a mail server cannot take', () => {
  const toClose: (StrictSmtpServer | MailTransport)[] = [];
  afterEach(async () => {
    for (const each of toClose.splice(0).reverse()) await each.close();
  });

  async function sendTo(to: string, extensions: readonly string[], dkim?: DkimKey) {
    const server = await startStrictSmtpServer({ extensions });
    toClose.push(server);
    const mailServer = { host: '127.0.0.1', port: server.port, tls: 'none', from: 'no-reply@bücher.example' } as const;
    const transport = createTransport(mailServer, { brandName: 'Bücher', dkim });
    toClose.push(transport);
    const rendered = previewMail(loadTemplates({ name: 'Bücher', colour: '#3b5bdb' }), 'password-reset', 'de');
    const mail = { id: 'one', to, language: 'de', date: new Date(0), ...rendered } as const;
    return { server, outcome: await transport.send(mail, new AbortController().signal) };
  }

  it('is not sent where it is larger than SIZE, and goes out when the server takes it', async () => {
    const { server, outcome } = await sendTo('anna@example.com', ['SIZE 9000', 'PIPELINING']);
    expect(outcome).toEqual({ kind: 'deferred', reply: expect.stringContaining('larger than allowed 9000') });
    expect(server.commands.filter(command => !command.startsWith('EHLO'))).not.toContainEqual(
      expect.stringMatching(/^MAIL|^DATA/),
    );
    expect(server.faults).toEqual([]);
  });

  it.each([
    `${'l'.repeat(65)}@example.com`,
    `${'ü'.repeat(33)}@example.com`,
    'anna@example..com',
    'anna@192.0.2.1',
    'anna@[192.0.2.1]',
    'anna@exa_mple.com',
    `anna@${'d'.repeat(64)}.example`,
    'anna@example.com, eve@example.com',
    'anna b@example.com',
    'anna@exa%6dple.com',
    'anna@example.com/x',
    'anna<eve@example.com',
    'anna\u0000@example.com',
    'anna\ud800@example.com',
    '"anna"eve"@example.com',
    '@example.com',
    'anna',
  ])('is not sent where the address is none: %j', async to => {
    const { server, outcome } = await sendTo(to, ['SMTPUTF8', '8BITMIME']);
    expect(outcome).toEqual({
      kind: 'rejected',
      reply: expect.stringMatching(/^the address cannot be written to a mail server: /),
    });
    expect(server.commands).toEqual([]);
  });

  it('is none of these: names of domains in A-labels, unusual local parts in quotes, signatures', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const dkim = { domain: 'xn--bcher-kva.example', selector: 'a-rather-long-selector-2026', privateKey: key };
    for (const [to, written] of [
      ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
      ['anna@BÜCHER。example', 'anna@xn--bcher-kva.example'],
      ['taro..yamada@docomo.ne.jp', '"taro..yamada"@docomo.ne.jp'],
      ['"taro..yamada"@docomo.ne.jp', '"taro..yamada"@docomo.ne.jp'],
      ['"anna"@example.com', 'anna@example.com'],
    ] as const) {
      const { server, outcome } = await sendTo(to, ['SIZE 100000', 'PIPELINING', '8BITMIME'], dkim);
      expect({ outcome: outcome.kind, faults: server.faults }).toEqual({ outcome: 'accepted', faults: [] });
      expect(server.mails[0]).toMatchObject({ from: 'no-reply@xn--bcher-kva.example', to: written });
      const raw = server.mails[0]?.raw.toString() ?? '';
      expect(raw).toMatch(/^DKIM-Signature: /m);
      expect(raw).toContain('Message-ID: <one@xn--bcher-kva.example>');
      expect(raw.replace(/[<>]/g, '')).toContain(`To: ${written}\r\n`);
    }
  });
});
