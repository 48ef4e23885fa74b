import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import { callerOf, canonicalIpAddress } from './callerOf.ts';
import { createHttpServer } from './httpServer.ts';

/** What the product takes the client's address to be, for a request over the loopback with this X-Forwarded-For. */
async function seenBehind(trustProxy: false | number | string[], forwarded?: string): Promise<string | undefined> {
  const http = await createHttpServer({ https: false, trustProxy, logLevel: 'silent' });
  http.get('/', async request => ({ ip: callerOf(request).ipAddress }));
  await http.listen({ host: '127.0.0.1', port: 0 });
  const address = http.server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const { text } = await rawRequest({ url }, '/', {
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });
  await http.close();
  return JSON.parse(text).ip;
}

describe('the address of a client', () => {
  it.each<[string, false | number | string[], string | undefined, string | undefined]>([
    ['is the connection’s where no proxy is trusted', false, '203.0.113.9', '127.0.0.1'],
    ['is the last that one trusted proxy wrote', 1, '203.0.113.9', '203.0.113.9'],
    ['is not what the client wrote before it', 1, '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['is the last but one behind two proxies', 2, '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['is the first where fewer hops are written than are trusted', 3, '203.0.113.9', '203.0.113.9'],
    ['is the connection’s where a trusted proxy wrote nothing', 1, undefined, '127.0.0.1'],
    [
      'is found behind proxies that are named',
      ['127.0.0.1', '10.0.0.0/8'],
      '198.51.100.1, 203.0.113.9, 10.1.2.3',
      '203.0.113.9',
    ],
    ['is the connection’s where that is no named proxy', ['10.0.0.0/8'], '203.0.113.9', '127.0.0.1'],
    [
      'is found behind any private network by its name',
      ['loopback', 'uniquelocal'],
      '203.0.113.9, 192.168.1.1',
      '203.0.113.9',
    ],
    ['is none where the proxy wrote what is no address', 1, 'unknown', undefined],
    ['is none where the proxy wrote a port along', 1, '203.0.113.9:1234', undefined],
  ])('%s', async (_what, trusted, forwarded, seen) => {
    expect(await seenBehind(trusted, forwarded)).toBe(seen);
  });

  it('has one spelling', () => {
    expect(canonicalIpAddress('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
    expect(canonicalIpAddress('fe80::1%eth0')).toBe('fe80::1');
    for (const mapped of [
      '::ffff:192.0.2.1',
      '::FFFF:192.0.2.1',
      '::ffff:c000:201',
      '0:0:0:0:0:ffff:192.0.2.1',
      '192.0.2.1',
    ]) {
      expect(canonicalIpAddress(mapped)).toBe('192.0.2.1');
    }
    for (const none of [undefined, '', 'localhost', '1.2.3', '1.2.3.4.5', ':::', '2001:db8::1::2', '[::1]']) {
      expect(canonicalIpAddress(none)).toBeUndefined();
    }
  });
});

describe('the name of a browser', () => {
  const named = (userAgent: string | undefined) =>
    callerOf({ ip: '192.0.2.1', headers: { 'user-agent': userAgent } } as unknown as FastifyRequest).userAgent;

  it('is kept in one line of what the database holds, and is none where it is empty', () => {
    expect(named('Mozilla/5.0 (X11)')).toBe('Mozilla/5.0 (X11)');
    expect(named('a\u0000\u0007\u202e\u200bb')).toBe('a b');
    expect(named('x'.repeat(5_000))).toHaveLength(512);
    expect(named('木'.repeat(500))).toBe('木'.repeat(170));
    for (const empty of [undefined, '', '   ', '\u0000']) expect(named(empty)).toBeUndefined();
  });
});
