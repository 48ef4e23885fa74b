import type { lookup as systemLookup } from 'node:dns';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../testing/certificate.ts';
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../testing/webhookReceiver.ts';
import { mayReach } from './addresses.ts';
import { type PostOptions, postWebhook, type WebhookSettings } from './postWebhook.ts';

const NEW_SECRET = `whsec_${Buffer.from('another secret, made for rotating').toString('base64')}`;

describe('a webhook', { tags: ['webhooks-receiver'] }, () => {
  const closing: Array<() => Promise<void>> = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const receiverOf = async (options?: Parameters<typeof startWebhookReceiver>[0]): Promise<WebhookReceiver> => {
    const receiver = await startWebhookReceiver(options);
    closing.push(receiver.close);
    return receiver;
  };

  /** A server that does with each connection what the function does. */
  const serverOf = async (serve: (socket: Socket) => void): Promise<string> => {
    const sockets = new Set<Socket>();
    const server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => {}).resume();
      serve(socket);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  const post = (settings: Partial<WebhookSettings> & { readonly url: string }, options: PostOptions = {}) =>
    postWebhook(
      { secrets: [WEBHOOK_SECRET], privateNetwork: false, ...settings },
      { id: '019336c8-0000-7000-8000-000000000000', sentAt: new Date(), body: '{"type":"webhook.test","data":{}}' },
      { timeLimitMs: 20_000, ...options },
    );

  /** DNS that knows these addresses of every name. Counts the questions. */
  const dnsOf = (...addresses: string[]) => {
    const asked: string[] = [];
    const lookup = ((name: string, _options: object, callback: (error: null, found: object[]) => void) => {
      asked.push(name);
      callback(
        null,
        addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    }) as unknown as typeof systemLookup;
    return { lookup, asked };
  };

  it.each([
    ['the old secret', [WEBHOOK_SECRET], WEBHOOK_SECRET],
    ['the old secret while rotating', [NEW_SECRET, WEBHOOK_SECRET], WEBHOOK_SECRET],
    ['the new secret while rotating', [NEW_SECRET, WEBHOOK_SECRET], NEW_SECRET],
    ['the new secret', [NEW_SECRET], NEW_SECRET],
  ])(
    'is verified by a receiver that knows nothing but %s',
    { tags: ['webhooks-signed'] },
    async (_, secrets, secret) => {
      const receiver = await receiverOf({ secret });
      expect(await post({ url: receiver.url, secrets })).toEqual({ kind: 'taken', reply: '204' });
      const [webhook] = receiver.received;
      expect(webhook?.headers['webhook-signature']?.toString().split(' ')).toHaveLength(secrets.length);
    },
  );

  it('is refused by a receiver with another secret', async () => {
    const receiver = await receiverOf({ secret: NEW_SECRET });
    expect(await post({ url: receiver.url })).toEqual({ kind: 'refused', reply: '401' });
    expect(receiver.received).toEqual([]);
  });

  it.each([
    [200, 'taken'],
    [299, 'taken'],
    [400, 'refused'],
    [410, 'gone'],
    [429, 'refused'],
    [500, 'refused'],
  ])('that is answered with %i is %s', async (status, kind) => {
    const receiver = await receiverOf();
    receiver.answer = () => status;
    expect(await post({ url: receiver.url })).toEqual({ kind, reply: String(status) });
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i), and the reply says what to do', async status => {
    const [target, receiver] = [await receiverOf(), await receiverOf()];
    receiver.answer = () => response => response.writeHead(status, { location: target.url }).end();
    expect(await post({ url: receiver.url })).toEqual({
      kind: 'refused',
      reply: `${status}, and redirects are not followed: set WEBHOOK_URL to the final address`,
    });
    expect(target.received).toEqual([]);
  });

  it('is given up on a receiver that does not answer within the time limit, or that sends half a head for ever', async () => {
    const silent = await serverOf(() => {});
    const dripping = await serverOf(socket => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const informing = await serverOf(socket => {
      const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const answers = [silent, dripping, informing].map(url => post({ url }, { timeLimitMs: 5_000 }));
    expect(await Promise.all(answers)).toEqual(Array(3).fill({ kind: 'refused', reply: 'no answer within 5 s' }));
  });

  it('is refused by a receiver that changes the protocol, or closes the connection instead of an answer', async () => {
    const switching = await serverOf(socket => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    expect(await post({ url: switching })).toEqual({ kind: 'refused', reply: '101' });
    const closing = await serverOf(socket => socket.end());
    expect(await post({ url: closing })).toMatchObject({ kind: 'refused' });
  });

  it('is taken by a receiver that floods its answer or lies about the length, which is not read on', async () => {
    let written = 0;
    let closed: Promise<unknown> | undefined;
    const flooding = await serverOf(socket => {
      closed = new Promise(resolve => socket.once('close', resolve));
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const flood = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(16_384))) written += 16_384;
      };
      socket.on('drain', flood);
      flood();
    });
    expect(await post({ url: flooding })).toEqual({ kind: 'taken', reply: '200' });
    await closed;
    expect(written).toBeLessThan(32 * 1_048_576);

    for (const length of ['1000000', '1']) {
      let ended: Promise<unknown> | undefined;
      const lying = await serverOf(socket => {
        ended = new Promise(resolve => socket.once('close', resolve));
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nfar less, or far more`);
      });
      expect(await post({ url: lying })).toEqual({ kind: 'taken', reply: '200' });
      await ended;
    }
  });

  it('that is answered with what is no HTTP, or with a cut connection, was refused, and no word of it is kept', async () => {
    const chatty = await serverOf(socket => void socket.end('secret words of the receiver\r\n\r\n'));
    const answer = await post({ url: chatty });
    expect(answer).toMatchObject({ kind: 'refused', reply: expect.stringMatching(/^no answer \(HPE_\w+\)$/) });
    const cutting = await serverOf(socket => void socket.on('data', () => socket.destroy()));
    expect(await post({ url: cutting })).toEqual({ kind: 'refused', reply: 'no answer (ECONNRESET)' });
    const receiver = await receiverOf();
    receiver.answer = () => response => response.writeHead(500, 'secret words').end('more secret words');
    expect(await post({ url: receiver.url })).toEqual({ kind: 'refused', reply: '500' });
  });

  it('does not reach a receiver that is down, that DNS does not know, or that no one trusts', async () => {
    const receiver = await startWebhookReceiver();
    await receiver.close();
    expect(await post({ url: receiver.url })).toEqual({ kind: 'unreachable', reply: 'no connection (ECONNREFUSED)' });
    const lookup = ((_name: string, _options: object, callback: (error: Error) => void) => {
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    }) as unknown as typeof systemLookup;
    const unknown = await post({ url: 'https://receiver.example/' }, { lookup });
    expect(unknown).toEqual({ kind: 'unreachable', reply: 'no connection (ENOTFOUND)' });
    const plain = await receiverOf();
    const encrypted = await post({ url: plain.url.replace('http:', 'https:') });
    expect(encrypted).toMatchObject({ kind: 'unreachable', reply: expect.stringMatching(/^no connection \(/) });
  });

  it('goes by TLS to a receiver whose certificate is trusted, and to no other', async () => {
    const authority = await createAuthority();
    const server = createHttpsServer(await authority.sign('localhost'), (_request, response) => response.end());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise(resolve => server.close(() => resolve())));
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const lookup = dnsOf('127.0.0.1').lookup;
    expect(await post({ url }, { lookup })).toMatchObject({
      kind: 'unreachable',
      reply: expect.stringMatching(/^no connection \(.*(SIGN|ISSUER|CERT)/),
    });
    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, authority.cert]);
    try {
      expect(await post({ url }, { lookup })).toEqual({ kind: 'taken', reply: '200' });
      const other = url.replace('localhost', '127.0.0.1');
      expect(await post({ url: other })).toMatchObject({ reply: 'no connection (ERR_TLS_CERT_ALTNAME_INVALID)' });
    } finally {
      setDefaultCACertificates(trusted);
    }
  });

  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['::ffff:10.0.0.1'],
    ['64:ff9b::a00:1'],
    ['64:ff9b:1:a9fe:a9:fe00:808:808'],
    ['0.0.0.0'],
    ['::'],
    ['10.1.2.3'],
    ['172.16.0.1'],
    ['192.168.1.1'],
    ['100.64.0.1'],
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['fe80::1'],
    ['224.0.0.1'],
    ['255.255.255.255'],
  ])('does not go to a name that DNS leads to %s', async address => {
    const receiver = await receiverOf();
    const { lookup, asked } = dnsOf(address);
    const url = `https://product.example:${receiver.port}/`;
    expect(await post({ url }, { lookup })).toEqual({
      kind: 'unreachable',
      reply: 'no connection (address of the own network; see WEBHOOK_PRIVATE_NETWORK)',
    });
    expect(asked).toEqual(['product.example']);
  });

  it('may go to private networks where that is allowed, and even then not to this machine or to metadata', () => {
    const reach = { loopback: false, privateNetwork: true };
    for (const address of ['10.1.2.3', 'fd00::1', '100.64.0.1', '93.184.215.14', '2606:2800::1']) {
      expect(mayReach(address, reach)).toBe(true);
    }
    for (const address of ['127.0.0.1', '::1', '169.254.169.254', 'fe80::1', '0.0.0.0']) {
      expect(mayReach(address, reach)).toBe(false);
    }
  });

  it('goes to this machine, and nowhere else, where the URL says localhost', async () => {
    const receiver = await receiverOf();
    const url = `http://localhost:${receiver.port}/`;
    expect(await post({ url })).toMatchObject({ kind: 'taken' });
    expect(await post({ url }, { lookup: dnsOf('192.0.2.1').lookup })).toMatchObject({ kind: 'unreachable' });
    const below = `http://app.localhost:${receiver.port}/`;
    expect(await post({ url: below }, { lookup: dnsOf('127.0.0.1').lookup })).toMatchObject({ kind: 'taken' });
    expect(await post({ url: below }, { lookup: dnsOf('192.0.2.1').lookup })).toMatchObject({ kind: 'unreachable' });
  });

  it('goes to one of the addresses that were judged: DNS is asked once', async () => {
    const receiver = await receiverOf();
    const { lookup, asked } = dnsOf('192.0.2.1', '127.0.0.1');
    expect(await post({ url: `http://localhost:${receiver.port}/` }, { lookup })).toMatchObject({ kind: 'taken' });
    expect(asked).toEqual(['localhost']);
  });

  it('ends with the worker', async () => {
    const url = await serverOf(() => {});
    const ending = new AbortController();
    const answer = post({ url }, { signal: ending.signal, timeLimitMs: 60_000 });
    ending.abort();
    expect(await answer).toEqual({ kind: 'unreachable', reply: 'the attempt was ended' });
  });
});
