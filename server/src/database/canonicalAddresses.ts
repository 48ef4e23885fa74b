import type { SqlEntityManager } from '@mikro-orm/sql';
import {
  type CanonicalEmail,
  canonicalEmail,
  type EmailAddress,
  legacyCanonicalEmail,
} from '../domain/emailAddress.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/** An account whose address is that of another account. Anyone who types the address, in any spelling, gets the other. */
export interface DoubledAddress {
  readonly account: string;
  readonly answeredBy: string;
}

/** Two values for each row; SQLite takes 32,766 in one statement. */
const BATCH = 1_000;

interface AddressRow {
  readonly id: string;
  readonly email: EmailAddress;
  readonly canonical_email: CanonicalEmail;
}

/**
 * Gives every account the canonical form of its address where that is free, and changes nothing else: links are bound
 * to the address as it is stored. Of several accounts with one address, the one that has the canonical form keeps it;
 * else the one that signed in last gets it. The others stay as they are.
 *
 * A migration runs this, and every start: a server of version 0.1 may write rows while a deployment is under way.
 */
export async function canonicaliseAddresses(em: SqlEntityManager): Promise<void> {
  const wanted = new Map<CanonicalEmail, string>();
  for (const { id, email } of await staleRows(em)) {
    const canonical = canonicalEmail(email);
    if (!wanted.has(canonical)) wanted.set(canonical, id);
  }
  await setWhereFree(em, [...wanted]);
}

/** Gives accounts the canonical form of version 0.1 again. */
export async function revertCanonicalAddresses(em: SqlEntityManager): Promise<void> {
  const rows = await boundStatement<AddressRow>(em, `${SELECT} ${NOT_ASCII('email')}`, []);
  await setWhereFree(
    em,
    rows.map(({ id, email }) => [legacyCanonicalEmail(email), id] as const),
  );
}

/** Accounts that no typed address leads to, since another account has it. */
export async function doubledAddresses(em: SqlEntityManager): Promise<DoubledAddress[]> {
  const doubled: DoubledAddress[] = [];
  const stale = await staleRows(em);
  for (let start = 0; start < stale.length; start += BATCH) {
    const accounts = Map.groupBy(stale.slice(start, start + BATCH), ({ email }) => canonicalEmail(email));
    const owners = await boundStatement<AddressRow>(
      em,
      `${SELECT} canonical_email in (${[...accounts].map(() => '?').join(', ')})`,
      [...accounts.keys()],
    );
    for (const owner of owners) {
      for (const { id } of accounts.get(owner.canonical_email) ?? [])
        doubled.push({ account: id, answeredBy: owner.id });
    }
  }
  return doubled;
}

const SELECT = 'select id, email, canonical_email from account where';
/** Only a text from beyond ASCII has more bytes than characters. */
const NOT_ASCII = (column: string) => `octet_length(${column}) <> length(${column})`;

/** Accounts that are not stored under the canonical form of their address, those that signed in last first. */
async function staleRows(em: SqlEntityManager): Promise<AddressRow[]> {
  // The canonical form of a text in ASCII is the text, but for letter case.
  const rows = await boundStatement<AddressRow>(
    em,
    `${SELECT} ${NOT_ASCII('canonical_email')} order by last_login_at desc nulls last, created_at, id`,
    [],
  );
  return rows.filter(({ email, canonical_email }) => canonicalEmail(email) !== canonical_email);
}

async function setWhereFree(
  em: SqlEntityManager,
  forms: ReadonlyArray<readonly [CanonicalEmail, string]>,
): Promise<void> {
  const id = isPostgresql(em) ? 'cast(? as uuid)' : '?';
  for (let start = 0; start < forms.length; start += BATCH) {
    const batch = forms.slice(start, start + BATCH);
    await boundStatement(
      em,
      `with wanted (canonical, id) as (values ${batch.map(() => `(cast(? as varchar), ${id})`).join(', ')})
       update account set canonical_email = wanted.canonical from wanted
       where account.id = wanted.id
         and not exists (select 1 from account as taken where taken.canonical_email = wanted.canonical)`,
      batch.flat(),
    );
  }
}
