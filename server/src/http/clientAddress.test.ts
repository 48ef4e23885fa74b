import { describe, expect, it } from 'vitest';
import { canonicalIpAddress, clientAddresses, type TrustedProxies } from './clientAddress.ts';

/** The address of a client, and the warnings, for a connection from `connected` with this X-Forwarded-For. */
function seenFrom(connected: string | undefined, trusted: TrustedProxies, forwarded?: string) {
  const warnings: string[] = [];
  const addressOf = clientAddresses(trusted, { warn: (_fields, message) => warnings.push(message) });
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: connected } };
  addressOf(request);
  return { address: addressOf(request), warnings };
}

const UNREADABLE = [expect.stringMatching(/^X-Forwarded-For does not hold the address of a client/)];
const MISSING = [expect.stringMatching(/^TRUST_PROXY is set, and a request has no X-Forwarded-For/)];
const UNTRUSTED = [expect.stringMatching(/^X-Forwarded-For comes from an inside address/)];

describe('the address of a client', { tags: ['limits-client'] }, () => {
  it.each<[string, TrustedProxies, string | undefined, string | undefined, unknown[]]>([
    ['is the last that one trusted proxy wrote', 1, '203.0.113.9', '203.0.113.9', []],
    ['is not what the client wrote before it', 1, '198.51.100.1, 203.0.113.9', '203.0.113.9', []],
    ['is the last but one behind two proxies', 2, '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9', []],
    ['is read past a proxy that hides its own address', 2, '203.0.113.9, _hidden', '203.0.113.9', []],
    ['is the first where fewer hops are written than are trusted', 3, '203.0.113.9', '203.0.113.9', []],
    [
      'is read without what the client wrote, regardless of what that is',
      1,
      `${'garbage, '.repeat(1_000)}203.0.113.9`,
      '203.0.113.9',
      [],
    ],
    [
      'is found behind proxies that are named',
      ['127.0.0.1', '10.0.0.0/8'],
      '198.51.100.1, 203.0.113.9, 10.1.2.3',
      '203.0.113.9',
      [],
    ],
    [
      'is found behind networks of both kinds',
      ['127.0.0.0/8', '2001:db8:1::/48'],
      '203.0.113.9, 2001:db8:1::7',
      '203.0.113.9',
      [],
    ],
    [
      'is found behind any private network by its name',
      ['loopback', 'uniquelocal'],
      '203.0.113.9, 192.168.1.1',
      '203.0.113.9',
      [],
    ],
    [
      'is found behind a mapped proxy',
      ['127.0.0.1', '::ffff:10.0.0.0/104'],
      '203.0.113.9, ::ffff:10.1.2.3',
      '203.0.113.9',
      [],
    ],
    [
      'is the outermost proxy’s where all are trusted',
      ['loopback', 'uniquelocal'],
      '10.0.0.9, 10.0.0.8',
      '10.0.0.9',
      [],
    ],
    ['is the connection’s where the header is missing, with a warning', 1, undefined, '127.0.0.1', MISSING],
    ['is the connection’s where the header is empty, with a warning', 1, ' ', '127.0.0.1', MISSING],
    ['is the connection’s where no proxy is trusted, with a warning', false, '203.0.113.9', '127.0.0.1', UNTRUSTED],
    [
      'is the connection’s where that is no named proxy, with a warning',
      ['10.0.0.0/8'],
      '203.0.113.9',
      '127.0.0.1',
      UNTRUSTED,
    ],
  ])('%s', (_what, trusted, forwarded, address, warnings) => {
    expect(seenFrom('127.0.0.1', trusted, forwarded)).toEqual({ address, warnings });
  });

  it.each([
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['"203.0.113.7"', '203.0.113.7'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:80', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['\t203.0.113.7 ', '203.0.113.7'],
  ])('is read from an entry such as %s', (entry, address) => {
    for (const trusted of [1, ['127.0.0.1']]) {
      expect(seenFrom('127.0.0.1', trusted, `198.51.100.1, ${entry}`)).toEqual({ address, warnings: [] });
    }
  });

  it.each([
    'unknown',
    '_hidden',
    'for=203.0.113.7',
    '203.0.113',
    '203.0.113.7:',
    '203.0.113.7:999999',
    '[203.0.113.7',
    '[]',
    '""',
    '',
    ':80',
    'localhost',
    '0x7f.1',
    'unix:',
  ])('is unknown, with one warning, where the proxy wrote %j', entry => {
    for (const trusted of [1, ['127.0.0.1']]) {
      const seen = seenFrom('127.0.0.1', trusted, `198.51.100.1, ${entry}`);
      expect(seen).toEqual({ address: undefined, warnings: UNREADABLE });
    }
  });

  it('is none of a client’s own claims: a stranger’s header warns of nothing', () => {
    expect(seenFrom('203.0.113.50', false, '10.0.0.1')).toEqual({ address: '203.0.113.50', warnings: [] });
    expect(seenFrom(undefined, false, '10.0.0.1')).toEqual({ address: undefined, warnings: [] });
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
