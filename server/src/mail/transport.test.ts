import { createHash, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../queue/delivery.ts';
import { selfSignedCertificate } from '../testing/certificate.ts';
import { patienceOf } from '../testing/patience.ts';
import { closedPort, type SinkAnswer, type SinkStep, type SmtpSink, startSmtpSink } from '../testing/smtpSink.ts';
import { type Stage, type StubbornServer, startStubbornServer } from '../testing/stubbornServer.ts';
import type { MailServer } from './mailServer.ts';
import type { OutgoingMail } from './message.ts';
import { type Patience, USUAL_PATIENCE } from './smtp/stages.ts';
import { createTransport, type MailTransport } from './transport.ts';

const mail: OutgoingMail = {
  id: '5b3e7c8e-0f8e-4a53-9a39-0c1f0a4a9d2e',
  to: 'anna@example.com',
  language: 'en',
  subject: 'Choose a new password',
  text: 'Choose a new password',
  html: '<p>Choose a new password</p>',
  date: new Date(0),
};

const plain: MailServer = { host: '127.0.0.1', port: 0, tls: 'none', from: 'Rekey <no-reply@rekey.example>' };
/** For a server that falls silent at one stage; the others have time, also on a busy machine. */
const impatientAt = (stage: keyof Patience) => ({ ...patienceOf(20_000), [stage]: 600 });

describe('sending a mail to the mail server', () => {
  let certificate: { key: string; cert: string };
  const toClose: Pick<SmtpSink | StubbornServer | MailTransport, 'close'>[] = [];
  beforeAll(async () => {
    certificate = await selfSignedCertificate();
  });
  afterEach(async () => {
    for (const each of toClose.splice(0).reverse()) await each.close();
  });

  async function sinkWith(options: Parameters<typeof startSmtpSink>[0]): Promise<SmtpSink> {
    const sink = await startSmtpSink(options);
    toClose.push(sink);
    return sink;
  }

  function deliver(
    server: Partial<MailServer>,
    { sent = mail, patience = patienceOf(20_000) }: { sent?: OutgoingMail; patience?: Patience } = {},
  ): Promise<Outcome> {
    const transport = createTransport({ ...plain, ...server }, { brandName: 'Rekey', patience });
    toClose.push(transport);
    return transport.send(sent, new AbortController().signal);
  }

  it('tells what the server replied when it has accepted the mail', async () => {
    const sink = await sinkWith({});
    expect(await deliver({ port: sink.port })).toEqual({ kind: 'accepted', reply: '250 OK: message queued' });
    expect(sink.mails[0]).toMatchObject({ from: 'no-reply@rekey.example', to: ['anna@example.com'] });
  });

  it.each<[string, SinkStep, number, string, Outcome['kind'], string?]>([
    ['an unknown recipient is refused', 'recipient', 550, '5.1.1 No such user', 'rejected'],
    ['a full mailbox is deferred', 'recipient', 452, '4.2.2 Mailbox full', 'deferred'],
    ['greylisting defers', 'recipient', 451, '4.7.1 Come back later', 'deferred'],
    ['a mail rejected as spam is refused', 'data', 554, '5.7.1 Looks like spam', 'rejected'],
    ['a mail that cannot be stored now is deferred', 'data', 451, '4.3.0 Disk trouble', 'deferred'],
    ['a refused sender is for the operator to mend', 'sender', 553, '5.7.1 Not your address', 'unavailable', 'sender'],
    ['a busy server concerns every mail', 'connect', 421, '4.3.2 Too many connections', 'unavailable'],
    ['a temporary rejection of the sender concerns every mail', 'sender', 451, '4.3.0 Later', 'unavailable'],
    ['a sender that may not log in concerns every mail', 'sender', 530, '5.7.0 Log in', 'unavailable', 'login'],
    ['a closed door is for the operator to mend', 'connect', 554, '5.7.1 You are blocked', 'unavailable', 'policy'],
  ])('%s', async (_, step, code, text, kind, fault) => {
    const answer: SinkAnswer = { code, text };
    const sink = await sinkWith({ script: at => (at === step ? answer : 'ok') });
    const delivery = await deliver({ port: sink.port });
    expect(delivery).toEqual({ kind, reply: `${code} ${text}`, ...(fault && { fault }) });
    expect(sink.mails).toHaveLength(0);
  });

  it.each<[SinkStep, number, string, string?]>([
    ['recipient', 421, '4.3.2 Shutting down'],
    ['recipient', 530, '5.7.0 Authentication required', 'login'],
    ['recipient', 550, '5.4.5 Daily limit exceeded', 'quota'],
    ['recipient', 554, '5.7.1 Relay access denied', 'policy'],
    ['data', 421, '4.3.2 Shutting down'],
    ['data', 550, '5.4.5 Daily limit exceeded', 'quota'],
    ['data', 554, 'Message rejected: Email address is not verified.', 'sender'],
  ])('takes a reply at %s of %i %s for the recipient’s, whose mail is deferred', async (step, code, text, fault) => {
    const sink = await sinkWith({ script: at => (at === step ? { code, text } : 'ok') });
    expect(await deliver({ port: sink.port })).toEqual({
      kind: 'deferred',
      reply: `${code} ${text}`,
      suspect: 'example.com',
      ...(fault && { fault }),
    });
  });

  it('takes domains below one domain for one owner’s', async () => {
    const sink = await sinkWith({ script: at => (at === 'recipient' ? { code: 421, text: '4.3.2 Later' } : 'ok') });
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey' });
    toClose.push(transport);
    const { signal } = new AbortController();
    for (const to of ['eve@a.evil.example', 'eve@b.c.Evil.example', 'eve@evil.example'])
      expect(await transport.send({ ...mail, to }, signal)).toMatchObject({ suspect: 'evil.example' });
  });

  it('goes on with the next mail over the same connection after a refused recipient', async () => {
    const script = (step: SinkStep, address?: string): SinkAnswer =>
      step === 'recipient' && address === 'unknown@example.com' ? { code: 550, text: '5.1.1 No such user' } : 'ok';
    const sink = await sinkWith({ script });
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey', connections: 1 });
    toClose.push(transport);
    const { signal } = new AbortController();
    expect(await transport.send({ ...mail, to: 'unknown@example.com' }, signal)).toMatchObject({ kind: 'rejected' });
    expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    expect(sink.connections).toBe(1);
  });

  it('reports a rejected login as an operator fault', async () => {
    const sink = await sinkWith({ login: { user: 'rekey', pass: 'right' } });
    const delivery = await deliver({ port: sink.port, user: 'rekey', pass: 'wrong' });
    expect(delivery).toMatchObject({ kind: 'unavailable', fault: 'login', reply: expect.stringContaining('535') });
  });

  it('logs in with the configured account', async () => {
    const sink = await sinkWith({ login: { user: 'rekey', pass: 'right' } });
    expect(await deliver({ port: sink.port, user: 'rekey', pass: 'right' })).toMatchObject({ kind: 'accepted' });
  });

  it('fails at once when the connection is refused', async () => {
    const delivery = await deliver({ port: await closedPort() });
    expect(delivery).toEqual({ kind: 'unavailable', reply: expect.any(String), fault: 'connection' });
  });

  it('gives up on a host name that does not exist', async () => {
    const delivery = await deliver({ host: 'no-such-host.invalid', port: 25 });
    expect(delivery).toEqual({ kind: 'unavailable', reply: expect.any(String), fault: 'connection' });
  });

  it.each<Stage>(['connect', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL'])(
    'takes a server that falls silent at %s for unavailable',
    async stage => {
      const server = await startStubbornServer(stage);
      toClose.push(server);
      const tls = stage === 'STARTTLS' ? 'starttls-required' : 'none';
      const delivery = await deliver(
        { port: server.port, tls, user: 'rekey', pass: 'right' },
        { patience: impatientAt(stage === 'connect' ? 'greeting' : stage) },
      );
      expect(delivery).toEqual({ kind: 'unavailable', reply: expect.stringContaining('no reply for too long') });
    },
  );

  it.each<Stage>(['RCPT', 'DATA', 'message'])(
    'takes a server that falls silent at %s for silence of the recipient, which may be the server’s',
    async stage => {
      const server = await startStubbornServer(stage);
      toClose.push(server);
      const delivery = await deliver(
        { port: server.port, user: 'rekey', pass: 'right' },
        { patience: impatientAt(stage === 'message' ? 'final dot' : stage) },
      );
      expect(delivery).toEqual({
        kind: 'deferred',
        reply: expect.stringContaining('no reply for too long'),
        suspect: 'example.com',
        ...(stage === 'message' && { unconfirmed: true }),
      });
    },
  );

  it.each<SinkStep>(['recipient', 'data'])(
    'takes a connection that is cut at %s for the recipient’s, which may be the server’s',
    async step => {
      const sink = await sinkWith({ script: at => (at === step ? 'drop' : 'ok') });
      expect(await deliver({ port: sink.port })).toMatchObject({ kind: 'deferred', suspect: 'example.com' });
    },
  );

  it('has the patience of RFC 5321, section 4.5.3.2, with every stage', { tags: ['mail-patience'] }, () => {
    const leastMinutes = { greeting: 5, MAIL: 5, RCPT: 5, DATA: 2, message: 3, 'final dot': 10 };
    for (const [stage, minutes] of Object.entries(leastMinutes))
      expect(USUAL_PATIENCE[stage as keyof Patience], stage).toBeGreaterThanOrEqual(minutes * 60_000);
  });

  it('waits at each stage for as long as that stage may take', { tags: ['mail-patience'] }, async () => {
    const sink = await sinkWith({
      script: async (step): Promise<SinkAnswer> => {
        if (step === 'after-data') await new Promise(resolve => setTimeout(resolve, 6_000));
        return 'ok';
      },
    });
    const patience = { ...patienceOf(20_000), DATA: 5_000, message: 5_000 };
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey', patience });
    toClose.push(transport);
    expect(await transport.send(mail, new AbortController().signal)).toMatchObject({ kind: 'accepted' });
    expect(sink.mails).toHaveLength(1);
  });

  it.each<[string, (sink: SmtpSink) => void]>([
    ['has closed', sink => sink.cutAll()],
    ['is about to close, with 421', sink => sink.goAway(421)],
    ['wants no more mail over', sink => sink.goAway(451)],
  ])('sends the next mail at once over a new connection when it meets one that the server %s', async (_, end) => {
    const sink = await sinkWith({});
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey' });
    toClose.push(transport);
    const { signal } = new AbortController();
    expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    end(sink);
    expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    expect(sink.connections).toBe(2);
  });

  it('does not wait long for a connection that has served others and is silent', async () => {
    let asked = 0;
    const script = (step: SinkStep): SinkAnswer => (step === 'sender' && ++asked === 2 ? 'hang' : 'ok');
    const sink = await sinkWith({ script });
    const patience = { ...patienceOf(600_000), RSET: 300 };
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey', patience });
    toClose.push(transport);
    const { signal } = new AbortController();
    for (let i = 0; i < 2; i++) expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    expect([asked, sink.connections, sink.mails.length]).toEqual([3, 2, 2]);
  });

  it('says that a mail may have arrived when it is aborted while the server keeps its reply back', async () => {
    const sink = await sinkWith({ script: step => (step === 'after-data' ? 'hang' : 'ok') });
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey' });
    toClose.push(transport);
    const calledOff = new AbortController();
    const delivery = transport.send(mail, calledOff.signal);
    await sink.arrived(1);
    calledOff.abort();
    expect(await delivery).toEqual({
      kind: 'deferred',
      reply: 'stopped before the server replied to the whole mail',
      suspect: 'example.com',
      unconfirmed: true,
    });
  });

  it('can be aborted while the server does not answer', async () => {
    const sink = await sinkWith({ script: step => (step === 'sender' ? 'hang' : 'ok') });
    const transport = createTransport({ ...plain, port: sink.port }, { brandName: 'Rekey' });
    toClose.push(transport);
    const calledOff = new AbortController();
    const delivery = transport.send(mail, calledOff.signal);
    calledOff.abort();
    expect(await delivery).toMatchObject({ kind: 'unavailable' });
  });

  it('does not take a line that is cut before the reply for an acceptance', async () => {
    const sink = await sinkWith({ script: step => (step === 'after-data' ? 'drop' : 'ok') });
    expect(await deliver({ port: sink.port })).toMatchObject({ kind: 'deferred', unconfirmed: true });
    expect(sink.mails).toHaveLength(1);
  });

  describe('over TLS', () => {
    it('never sends in the clear when STARTTLS is required and not offered', async () => {
      const sink = await sinkWith({});
      const delivery = await deliver({ port: sink.port, tls: 'starttls-required' });
      expect(delivery).toMatchObject({ kind: 'unavailable', fault: 'encryption' });
      expect(sink.mails).toHaveLength(0);
    });

    it.each(['starttls-required', 'implicit'] as const)(
      'rejects a certificate of no known authority (%s)',
      async tls => {
        const sink = await sinkWith({ certificate, implicitTls: tls === 'implicit' });
        const delivery = await deliver({ port: sink.port, tls });
        expect(delivery).toMatchObject({ kind: 'unavailable', fault: 'encryption' });
        expect(delivery).toMatchObject({ reply: expect.stringContaining('certificate') });
      },
    );

    it.each(['starttls-required', 'implicit'] as const)(
      'trusts a certificate that the operator has named (%s)',
      async tls => {
        const sink = await sinkWith({ certificate, implicitTls: tls === 'implicit' });
        const delivery = await deliver({ port: sink.port, tls, trustedCertificates: certificate.cert });
        expect(delivery).toMatchObject({ kind: 'accepted' });
      },
    );

    it('refuses a certificate that was made for another host', async () => {
      const sink = await sinkWith({ certificate: await selfSignedCertificate('mail.example.com') });
      const delivery = await deliver({ host: 'localhost', port: sink.port, tls: 'starttls-required' });
      expect(delivery).toMatchObject({ kind: 'unavailable', fault: 'encryption' });
    });

    it('leaves an offered STARTTLS alone when TLS is switched off', async () => {
      const sink = await sinkWith({ certificate });
      expect(await deliver({ port: sink.port, tls: 'none' })).toMatchObject({ kind: 'accepted' });
    });
  });

  it('keeps addresses out of what it reports', async () => {
    const script = (step: SinkStep): SinkAnswer =>
      step === 'recipient'
        ? { code: 550, text: '5.1.1 <anna@example.com>: unknown, see mailto:help@example.com' }
        : 'ok';
    const sink = await sinkWith({ script });
    expect(await deliver({ port: sink.port })).toMatchObject({
      reply: '550 5.1.1 <(address)>: unknown, see mailto:(address)',
    });
  });

  it('cannot be made to write to a second recipient or to add a header', async () => {
    const sink = await sinkWith({});
    const to = 'anna@example.com, eve@example.com\r\nBcc: eve@example.com';
    const delivery = await deliver({ port: sink.port }, { sent: { ...mail, to } });
    const recipients = sink.mails.flatMap(sunk => sunk.to);
    expect(recipients).not.toContain('eve@example.com');
    expect(sink.mails.some(({ text }) => /^bcc:/im.test(text))).toBe(false);
    expect(['rejected', 'accepted']).toContain(delivery.kind);
  });

  it('signs what it sends when it has a key, so that a receiver can check it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const sink = await sinkWith({});
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const transport = createTransport(
      { ...plain, port: sink.port },
      { brandName: 'Rekey', dkim: { domain: 'rekey.example', selector: 'mail', privateKey: key } },
    );
    toClose.push(transport);
    await transport.send(mail, new AbortController().signal);
    expect(isSigned(sink.mails[0]?.raw.toString() ?? '', publicKey)).toBe(true);
    expect(isSigned(sink.mails[0]?.raw.toString().replace('new password', 'old password') ?? '', publicKey)).toBe(
      false,
    );
  });
});

/** RFC 6376, sections 3.4.2, 3.4.4 and 3.7, for relaxed/relaxed and rsa-sha256. */
function isSigned(raw: string, key: KeyObject): boolean {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
  const headers = head.split(/\r\n(?![ \t])/);
  const relaxed = (header: string) => {
    const colon = header.indexOf(':');
    const value = header
      .slice(colon + 1)
      .replace(/\s+/g, ' ')
      .trim();
    return `${header.slice(0, colon).trim().toLowerCase()}:${value}`;
  };
  const signature = relaxed(headers.find(header => /^dkim-signature:/i.test(header)) ?? '');
  const tag = (name: string) => new RegExp(`[:;] ?${name}=([^;]*)`).exec(signature)?.[1]?.replaceAll(' ', '') ?? '';
  const relaxedBody = `${body
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)+$/, '')}\r\n`;
  const signed = tag('h')
    .split(':')
    .map(name => headers.find(header => header.toLowerCase().startsWith(`${name}:`)));
  const text = [...signed.filter(header => header !== undefined).map(relaxed), signature.replace(/ b=.*$/, ' b=')].join(
    '\r\n',
  );
  return (
    createHash('sha256').update(relaxedBody).digest('base64') === tag('bh') &&
    verify('sha256', Buffer.from(text), key, Buffer.from(tag('b'), 'base64'))
  );
}
