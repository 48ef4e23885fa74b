import type { SqlEntityManager } from '@mikro-orm/sql';
import ipaddr from 'ipaddr.js';
import type { Network } from '../domain/network.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { clientNetworks } from './clientNetworks.ts';
import { limitDigest } from './limiter.ts';

/** The widest networks whose clients are few enough to be looked for: 65,536. */
export const WIDEST_CLEARED = { ipv4: 16, ipv6: 48 } as const;

const PAGE_ROWS = 10_000;
const BATCH_ROWS = 200;

/**
 * Deletes the counts of every client within a network: for all that it asks, and for it and one address. Counts of
 * addresses, devices, links and accounts stay. Keys hold digests, so the digest of every client is looked for; the
 * network must not be wider than {@link WIDEST_CLEARED}. Of IPv6 the counts of the /56 and the /48 around are deleted
 * too. Returns how many counts were deleted. Running servers notice within seconds (refusedBuckets.ts).
 */
export async function clearClients(em: SqlEntityManager, secret: string, network: Network): Promise<number> {
  const digests = new Set(clientsWithin(network).map(client => limitDigest(secret, client)));
  let after = '';
  let cleared = 0;
  for (;;) {
    const rows = await boundStatement<{ key: string }>(
      em,
      `select key from rate_limit where key > ? order by key limit ${PAGE_ROWS}`,
      [after],
    );
    const keys = rows.map(({ key }) => key);
    const found = keys.filter(key => digests.has(clientDigestOf(key) ?? ''));
    for (let start = 0; start < found.length; start += BATCH_ROWS) {
      const batch = found.slice(start, start + BATCH_ROWS);
      await boundStatement(em, `delete from rate_limit where key in (${batch.map(() => '?').join(', ')})`, batch);
    }
    cleared += found.length;
    after = keys.at(-1) ?? '';
    if (keys.length < PAGE_ROWS) return cleared;
  }
}

/** The digest of the client in a key that counts one, alone or together with an address. */
function clientDigestOf(key: string): string | undefined {
  const [, scope, , digests = ''] = key.split(':');
  return scope === 'client' || scope === 'pair' ? digests.split('.')[0] : undefined;
}

/** The name of every client within a network, with the wider networks around each. */
function clientsWithin({ address, bits }: Network): string[] {
  const clientBits = address.kind() === 'ipv4' ? 32 : 64;
  const count = 2 ** Math.max(0, clientBits - bits);
  const bytes = address.toByteArray();
  const last = clientBits / 8;
  // The bytes of a client up to four, as one number; wider networks are refused before.
  const base = bytes.slice(last - 4, last).reduce((number, byte) => number * 256 + byte, 0);
  const first = count === 1 ? base : base - (base % count);
  const names = new Set<string>();
  for (let n = first; n < first + count; n += 1) {
    const own = [...bytes];
    for (let place = 1; place <= 4; place += 1) own[last - place] = Math.floor(n / 256 ** (place - 1)) % 256;
    for (const name of clientNetworks(ipaddr.fromByteArray(own).toString())) names.add(name);
  }
  return [...names];
}
