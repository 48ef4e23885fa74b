import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../testing/certificate.ts';
import { patienceOf } from '../../testing/patience.ts';
import { closedPort, type SinkStep, type SmtpSink, startSmtpSink } from '../../testing/smtpSink.ts';
import { type StrictSmtpServer, startStrictSmtpServer } from '../../testing/strictSmtpServer.ts';
import { type StubbornServer, startStubbornServer } from '../../testing/stubbornServer.ts';
import type { MailServer } from '../mailServer.ts';
import { SmtpFailure } from '../smtp/smtpFailure.ts';
import { createTransport } from '../transport.ts';
import { advise } from './advise.ts';
import { diagnoseMailServer } from './diagnoseMailServer.ts';
import { sendTestMail } from './testMail.ts';

const local: MailServer = { host: '127.0.0.1', port: 0, tls: 'none', from: 'no-reply@rekey.example' };
/** Enough for a busy machine; one server here never says anything. */
const impatient = { ...patienceOf(20_000), greeting: 5_000 };
const brand = { name: 'Rekey', colour: '#3b5bdb' };

describe('looking at the mail server', () => {
  let certificate: { key: string; cert: string };
  const toClose: (SmtpSink | StubbornServer | StrictSmtpServer)[] = [];
  beforeAll(async () => {
    certificate = await selfSignedCertificate();
  });
  afterEach(async () => {
    for (const each of toClose.splice(0)) await each.close();
  });

  async function sinkWith(options: Parameters<typeof startSmtpSink>[0]): Promise<SmtpSink> {
    const sink = await startSmtpSink(options);
    toClose.push(sink);
    return sink;
  }

  it('finds nothing wrong where nothing is', async () => {
    const sink = await sinkWith({ certificate, login: { user: 'rekey', pass: 'right' } });
    const server = { ...local, port: sink.port, tls: 'starttls-required', user: 'rekey', pass: 'right' } as const;
    const diagnosis = await diagnoseMailServer({ ...server, trustedCertificates: certificate.cert }, impatient);
    expect(diagnosis).toMatchObject({
      ok: true,
      steps: [
        { name: 'resolve', ok: true, seen: '127.0.0.1' },
        { name: 'connect', ok: true },
        { name: 'encrypt', ok: true, seen: expect.stringMatching(/^TLSv1\.3, certificate for localhost until /) },
        { name: 'log in', ok: true, seen: 'accepted as rekey' },
        { name: 'send from', ok: true, seen: 'accepted from no-reply@rekey.example' },
      ],
      advice: [],
    });
    expect(sink.mails).toEqual([]);
  });

  it.each([
    ['the name is not known', () => ({ host: 'no-such-host.invalid' }), 'resolve', /EMAIL_HOST/],
    ['no server listens', async () => ({ port: await closedPort() }), 'connect', /EMAIL_PORT/],
    [
      'STARTTLS is not offered',
      async () => ({ port: (await sinkWith({})).port, tls: 'starttls-required' }),
      'encrypt',
      /EMAIL_USE_SSL=true/,
    ],
    [
      'no authority signed the certificate',
      async () => ({ port: (await sinkWith({ certificate })).port, tls: 'starttls-required' }),
      'encrypt',
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'TLS is spoken to a port that does not',
      async () => ({ port: (await sinkWith({})).port, tls: 'implicit' }),
      'encrypt',
      /EMAIL_USE_SSL/,
    ],
    [
      'the server never greets',
      async () => {
        const server = await startStubbornServer('connect');
        toClose.push(server);
        return { port: server.port };
      },
      'connect',
      /says nothing/,
    ],
    [
      'the login is rejected',
      async () => ({ port: (await sinkWith({ login: { user: 'a', pass: 'b' } })).port, user: 'a', pass: 'c' }),
      'log in',
      /EMAIL_PASS/,
    ],
    [
      'the server turns this machine away',
      async () => ({ port: (await sinkWith({ script: () => ({ code: 554, text: '5.7.1 Blocked' }) })).port }),
      'connect',
      /does not want to talk/,
    ],
  ] as [string, () => Partial<MailServer> | Promise<Partial<MailServer>>, string, RegExp][])(
    'tells where it failed and what to do when %s',
    async (_, server, step, advice) => {
      const diagnosis = await diagnoseMailServer({ ...local, ...(await server()) }, impatient);
      expect(diagnosis.ok).toBe(false);
      expect(diagnosis.steps.at(-1)).toMatchObject({ name: step, ok: false });
      expect(diagnosis.advice.join(' ')).toMatch(advice);
    },
  );

  it.each<[string, SinkStep, number, string, RegExp]>([
    [
      'the sender, at the sender',
      'sender',
      553,
      '5.7.1 Sender address rejected: not owned by auth user.',
      /EMAIL_FROM/,
    ],
    ['the sender, at the recipient', 'recipient', 553, '5.7.1 Sender address rejected: not owned', /EMAIL_FROM/],
    ['a sender in no words', 'sender', 550, '5.7.1 Nein', /EMAIL_FROM/],
    [
      'the greeting, at the recipient',
      'recipient',
      504,
      '5.5.2 <[127.0.0.1]>: Helo command rejected',
      /EMAIL_EHLO_NAME/,
    ],
    ['a missing login', 'sender', 530, '5.7.57 Client not authenticated to send mail.', /EMAIL_USER and EMAIL_PASS/],
    ['TLS', 'sender', 530, '5.7.7 Email sending without SSL/TLS encryption is not allowed.', /EMAIL_USE_TLS/],
    ['relaying', 'recipient', 554, '5.7.1 Relay access denied', /pass its mail on/],
    ['a block list', 'recipient', 550, '5.7.1 client [192.0.2.1] blocked using zen.spamhaus.org', /block list/],
    [
      'an account that is not active',
      'sender',
      502,
      '5.7.0 Your SMTP account is not yet activated',
      /has not activated/,
    ],
    ['the quota', 'sender', 550, '5.4.5 Daily user sending limit exceeded', /raise the limit/],
    ['a service that is away', 'sender', 451, '4.3.0 Later', /passes by itself/],
  ])('offers a mail, sends none, and names what the server has against %s', async (_, step, code, text, advice) => {
    const sink = await sinkWith({ script: at => (at === step ? { code, text } : 'ok') });
    const diagnosis = await diagnoseMailServer({ ...local, port: sink.port }, impatient);
    expect(diagnosis.ok).toBe(false);
    expect(diagnosis.steps.at(-1)).toMatchObject({ name: 'send from', ok: false, seen: expect.stringContaining(text) });
    expect(diagnosis.advice.join(' ')).toMatch(advice);
    expect(sink.mails).toEqual([]);
  });

  it.each([
    ['has no mailbox', 550, '5.1.1 User unknown'],
    ['is refused in no words', 550, '5.7.1 Nein'],
    ['is greylisted', 450, '4.2.0 Greylisted'],
  ])('does not mind that the sender itself %s', async (_, code, text) => {
    const sink = await sinkWith({ script: at => (at === 'recipient' ? { code, text } : 'ok') });
    expect(await diagnoseMailServer({ ...local, port: sink.port }, impatient)).toMatchObject({ ok: true, advice: [] });
  });

  it('offers a mail as a strict server wants it, and takes it back', async () => {
    const server = await startStrictSmtpServer({ extensions: ['SMTPUTF8', 'PIPELINING'] });
    toClose.push(server);
    for (const from of ['no-reply@rekey.example', 'jörg@bücher.example'])
      expect(await diagnoseMailServer({ ...local, port: server.port, from }, impatient)).toMatchObject({ ok: true });
    expect(server.faults).toEqual([]);
    expect(server.commands.filter(command => command === 'RSET')).toHaveLength(2);
    expect(server.commands).not.toContain('DATA');
  });

  it('says that an international sender needs a server that supports it', async () => {
    const sink = await startStrictSmtpServer({ extensions: [] });
    toClose.push(sink);
    const diagnosis = await diagnoseMailServer({ ...local, port: sink.port, from: 'jörg@bücher.example' }, impatient);
    expect(diagnosis).toMatchObject({ ok: false, advice: [expect.stringContaining('SMTPUTF8')] });
  });

  it.each([
    ['421-4.7.0 Try again later, closing connection. (EHLO)\r\n421 4.7.0 see the help pages', 'unavailable'],
    ['504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname', 'unavailable'],
  ])('names the greeting, and what to set, where the server answers it with %j', async (answer, kind) => {
    const greetings: string[] = [];
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.write('220 relay.example ESMTP\r\n');
      socket.on('data', said => {
        greetings.push(said.toString());
        socket.write(`${answer}\r\n`);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const own = { ...local, port: (server.address() as AddressInfo).port, ehloName: 'login.example.com' };
    const transport = createTransport(own, { brandName: 'Rekey', patience: impatient });
    try {
      const diagnosis = await diagnoseMailServer(own, impatient);
      expect(greetings[0]).toBe('EHLO login.example.com\r\n');
      expect(diagnosis.advice.join(' ')).toMatch(/"EHLO login\.example\.com": set EMAIL_EHLO_NAME/);
      const mail = { id: 'a', to: 'anna@example.com', language: 'en', subject: 'a', text: 'a', html: 'a' } as const;
      const outcome = await transport.send({ ...mail, date: new Date(0) }, new AbortController().signal);
      expect(outcome).toMatchObject({ kind, fault: 'greeting' });
    } finally {
      transport.close();
      await new Promise(resolve => server.close(resolve));
    }
  });

  it('says that quotes around a password may not belong to it', async () => {
    // axllent/mailpit#553
    const sink = await sinkWith({ login: { user: 'rekey', pass: 'sesame' } });
    const server = { ...local, port: sink.port, user: 'rekey' };
    const { advice } = await diagnoseMailServer({ ...server, pass: '"sesame"' }, impatient);
    expect(advice.join(' ')).toMatch(/EMAIL_PASS stands in quotes/);
    expect(advice.join(' ')).not.toContain('sesame');
    expect((await diagnoseMailServer({ ...server, pass: 'open"' }, impatient)).advice.join(' ')).not.toMatch(/quotes/);
  });

  it('tells the whole conversation of a test mail, but not the password', async () => {
    const sink = await sinkWith({ login: { user: 'rekey', pass: 'sesame-open' } });
    const server = { ...local, port: sink.port, user: 'rekey', pass: 'sesame-open' };
    const result = await sendTestMail(server, brand, 'anna@example.com', impatient);
    expect(result).toMatchObject({ ok: true, reply: '250 OK: message queued' });
    expect(sink.mails).toMatchObject([{ to: ['anna@example.com'] }]);
    const spoken = result.dialogue.map(({ by, text }) => `${by}: ${text}`);
    expect(spoken).toEqual(
      expect.arrayContaining(['us: RCPT TO:<anna@example.com>', 'server: 250 OK: message queued']),
    );
    expect(spoken.join('\n')).not.toMatch(/sesame-open|c2VzYW1l/);
  });

  it('tells why a test mail was not accepted', async () => {
    const sink = await sinkWith({
      script: step => (step === 'sender' ? { code: 530, text: '5.7.0 Authentication required' } : 'ok'),
    });
    const result = await sendTestMail({ ...local, port: sink.port }, brand, 'anna@example.com', impatient);
    expect(result).toMatchObject({
      ok: false,
      advice: ['The server asks for a login: set EMAIL_USER and EMAIL_PASS.'],
    });
  });

  it.each([
    ['534-5.7.9 Application-specific password required.', /apppasswords/],
    ['535-5.7.8 Username and Password not accepted.', /app password, not the password of the account/],
    ['534-5.7.14 Please log in via your web browser and then try again.', /mail\.google\.com/],
    ['454 4.7.0 Too many login attempts, please try again later.', /wait an hour/],
    ['530 5.7.0 Must issue a STARTTLS command first.', /EMAIL_USE_TLS/],
  ])('knows what Gmail means by "%s"', (response, advice) => {
    const server: MailServer = {
      ...local,
      host: 'smtp.gmail.com',
      port: 587,
      tls: 'starttls-required',
      user: 'a@gmail.com',
      pass: 'x',
    };
    const failure = new SmtpFailure('AUTH', `Invalid login: ${response}`, { code: 'EAUTH', reply: response });
    expect(advise(server, failure).join(' ')).toMatch(advice);
  });
});
