import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientNetworks } from './clientNetworks.ts';

describe('the networks of a client', () => {
  it.each<[string | undefined, readonly string[]]>([
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8:1:2345::1', ['2001:db8:1::/48', '2001:db8:1:2300::/56', '2001:db8:1:2345::/64']],
    ['2001:DB8::1', ['2001:db8::/48', '2001:db8::/56', '2001:db8::/64']],
    ['fe80::1%eth0', ['fe80::/48', 'fe80::/56', 'fe80::/64']],
    ['::1', ['::/48', '::/56', '::/64']],
    ['::ffff:192.0.2.7', ['192.0.2.7']],
    ['::ffff:c000:207', ['192.0.2.7']],
    ['64:ff9b::192.0.2.7', ['192.0.2.7']],
    ['2002:c000:207:1::1', ['192.0.2.7']],
    // RFC 4380: server 65.54.227.120, the client's port and address inverted.
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', ['192.0.2.45']],
    // A /64 of 2001:db8, not of Teredo's 2001::/32.
    ['2001:1:4136:e378:8000:63bf:3fff:fdd2', ['2001:1:4136::/48', '2001:1:4136:e300::/56', '2001:1:4136:e378::/64']],
    [undefined, ['unknown']],
    ['', ['unknown']],
    ['unix:', ['unknown']],
    ['::1::', ['unknown']],
  ])('of %s are %j', { tags: ['limits-client'] }, (address, networks) => {
    expect(clientNetworks(address)).toEqual(networks);
  });

  it('are the same for every address of a /64, the widest first', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), host => {
        const groups = [48n, 32n, 16n, 0n].map(shift => ((host >> shift) & 0xffffn).toString(16)).join(':');
        expect(clientNetworks(`2a00:1:2:ab34:${groups}`)).toEqual([
          '2a00:1:2::/48',
          '2a00:1:2:ab00::/56',
          '2a00:1:2:ab34::/64',
        ]);
      }),
    );
  });

  it('are three for IPv6 and one for IPv4, for every valid address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), address => {
        expect([1, 3]).toContain(clientNetworks(address).length);
      }),
    );
  });
});
