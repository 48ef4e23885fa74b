import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { type Account, newAccount } from '../accounts/account.ts';
import { databaseLocation } from '../config/fields.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { makeEmailChangeLink } from '../emailChange/emailChangeLink.ts';
import type { MailedLink } from '../links/signedLink.ts';
import { derive } from '../passwords/hashingWork.ts';
import { hashPassword, type PasswordHash } from '../passwords/passwordHash.ts';
import { makeAccountLink } from '../recovery/passwordResetLink.ts';
import { hashSessionToken, type SessionToken } from '../sessions/currentSession.ts';
import { Session } from '../sessions/session.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/** A filled database, and what is needed to use it as its people would. */
export interface ManyAccounts {
  readonly databaseUrl: string;
  readonly count: number;
  /** Addresses of accounts, spread over all of them. */
  readonly addresses: readonly string[];
  /** The session tokens of signed-in people, as in the cookie: each of an account of its own. */
  readonly sessionTokens: readonly string[];
  /** So many reset links that work, each of an account of its own that was not given out before. */
  freshResetLinks(count: number): readonly MailedLink[];
  /** The same of links that give the account another address, which no account has. */
  freshEmailChangeLinks(count: number): readonly MailedLink[];
}

/** The key with which the links are signed. */
export const SECRET_KEY = 'a key for measuring that is long enough to be taken';

/** The password of every account. */
export const PASSWORD = 'plum kettle orbit 71 sandal';

/**
 * So many accounts sign in or are asked about; the others are there to be in the way, or to have their password reset.
 */
const IN_USE = 100;

/** So many people are signed in: as many as there are connections in a measurement. */
const SIGNED_IN = 32;

/** Does some work with a SQLite database that is made for it and gone afterwards. */
export async function withManyAccounts<Result>(
  options: { readonly count: number; readonly cost: number },
  work: (accounts: ManyAccounts) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  try {
    return await work(peopleOf(await fillDatabase(`sqlite:${join(folder, 'bench.sqlite')}`, options)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is known of a filled database. Plain values, so that another process can fill it and tell. */
export interface FilledDatabase {
  readonly databaseUrl: string;
  readonly count: number;
  readonly passwordHash: PasswordHash;
  readonly sessionTokens: readonly string[];
}

/**
 * Migrates an empty database and fills it. Each account gets a session, an event, a sent mail and, if wanted, a count
 * of its limits and a change of its address.
 */
export async function fillDatabase(
  databaseUrl: string,
  options: {
    readonly count: number;
    readonly cost: number;
    readonly limits?: boolean;
    /** For how long the accounts have existed, in milliseconds; 0 unless given. */
    readonly ageMs?: number;
  },
): Promise<FilledDatabase> {
  const { count, cost, limits = false, ageMs = 0 } = options;
  const database = await openDatabase(databaseLocation.parse(databaseUrl));
  await migrateUp(database);
  const em = database.em.fork();
  const passwordHash = await hashPassword(async work => derive(work), PASSWORD, cost);
  const now = new Date();
  const postgresql = isPostgresql(database.em);
  const write = postgresql ? POSTGRESQL : SQLITE;
  // Of the last hours, so that nothing is old enough to be cleared away while it is measured.
  const at = postgresql ? `cast(? as timestamptz) - n * interval '0.05 second'` : '? - n * 50';
  // In the order of the largest index, so that each of its pages is written once.
  const from = `from (${write.series(count)}) as series order by ${write.id}`;
  if (!postgresql) await em.execute('pragma cache_size = -500000');
  const fill = async (inside: SqlEntityManager) => {
    await inside.execute(
      `insert into account (id, email, canonical_email, password_hash, disabled, link_generation, created_at)
       select ${write.id}, 'person-' || n || '@example.com', 'person-' || n || '@example.com', ?, ${write.no}, 0, ? ${from}`,
      [passwordHash, new Date(now.getTime() - ageMs)],
    );
    await inside.execute(
      `insert into session (id, token_hash, account_id, created_at, last_seen_at, user_agent, ip_address)
       select ${write.id}, ${write.padded}, ${write.id}, ${at}, ${at}, 'Mozilla/5.0 (X11; Linux x86_64)', '192.0.2.1' ${from}`,
      [now, now],
    );
    await inside.execute(
      `insert into security_event (account_id, kind, at, user_agent, ip_address)
       select ${write.id}, 'LOGGED_IN', ${at}, 'Mozilla/5.0 (X11; Linux x86_64)', '192.0.2.1' ${from}`,
      [now],
    );
    await inside.execute(
      `insert into mail_job (id, kind, address, language, state, attempts, next_attempt_at, last_reply, created_at, settled_at)
       select ${write.id}, 'password-reset', 'person-' || n || '@example.com', 'en', 'sent', 1, ${at}, '250 OK', ${at}, ${at} ${from}`,
      [now, now, now],
    );
    if (!limits) return;
    await inside.execute(
      `insert into address_change (note_id, account_id, link_generation, changed_at)
       select ${write.id}, ${write.id}, 0, ${at} ${from}`,
      [now],
    );
    await inside.execute(
      `insert into rate_limit (key, address_digest, count, resets_at)
       select 'login:address:3600:' || ${write.padded}, ${write.padded}, 1, ? ${from}`,
      [new Date(now.getTime() + 3_600_000)],
    );
  };
  await em.transactional(inside => (postgresql ? withoutIndexes(inside, fill) : fill(inside)));
  const sessions = signedInOf(count).map(n => ({ n, token: randomBytes(32).toString('base64url') as SessionToken }));
  await em.insertMany(
    Session,
    sessions.map(({ n, token }) => ({
      id: randomUUID(),
      tokenHash: hashSessionToken(token),
      account: accountId(n),
      createdAt: now,
      lastSeenAt: now,
      userAgent: null,
      ipAddress: null,
    })),
  );
  // What autovacuum would otherwise begin to do while the first rounds are measured.
  if (postgresql) await database.em.getConnection().execute('vacuum analyze');
  await database.close();
  return { databaseUrl, count, passwordHash, sessionTokens: sessions.map(({ token }) => token) };
}

/**
 * Fills the tables of a PostgreSQL database without their indexes and constraints, and then builds these. Row by row
 * they would take several times as long.
 */
async function withoutIndexes(em: SqlEntityManager, fill: (em: SqlEntityManager) => Promise<void>): Promise<void> {
  await em.execute(`set local maintenance_work_mem = '512MB'`);
  const constraints: Array<{ relation: string; name: string; definition: string }> = await em.execute(
    `select conrelid::regclass::text as relation, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where connamespace = current_schema()::regnamespace and contype in ('p', 'u', 'f')
     order by contype = 'f'`,
  );
  const indexes: Array<{ name: string; definition: string }> = await em.execute(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = current_schema() and indexname not in (select conname from pg_constraint)`,
  );
  // Foreign keys first, since they need the primary keys, and last when everything is built again.
  for (const { relation, name } of constraints.toReversed())
    await em.execute(`alter table ${relation} drop constraint ${name}`);
  for (const { name } of indexes) await em.execute(`drop index ${name}`);
  await fill(em);
  for (const { definition } of indexes) await em.execute(definition);
  for (const { relation, name, definition } of constraints)
    await em.execute(`alter table ${relation} add constraint ${name} ${definition}`);
}

/** The people of a filled database. */
export function peopleOf({ databaseUrl, count, passwordHash, sessionTokens }: FilledDatabase): ManyAccounts {
  const signedIn = signedInOf(count);
  // An account keeps a hundred sessions: signing in again and again would end the one that is measured.
  const inUse = Array.from({ length: IN_USE }, (_, n) => Math.floor((n * (count - 1)) / (IN_USE - 1))).filter(
    n => !signedIn.includes(n),
  );
  let next = 0;
  const fresh = (wanted: number, linkOf: (account: Account) => MailedLink) =>
    Array.from({ length: wanted }, () => {
      // Accounts in use keep their password and their address.
      while (inUse.includes(next) || signedIn.includes(next)) next += 1;
      if (next >= count) throw new Error('there are not so many accounts');
      return linkOf(accountOf(next++, passwordHash));
    });
  const scope = { secretKeys: [SECRET_KEY] } as const;
  return {
    databaseUrl,
    count,
    addresses: inUse.map(n => `person-${n}@example.com`),
    sessionTokens,
    freshResetLinks: wanted => fresh(wanted, account => makeAccountLink(scope, 'password-reset', account, new Date())),
    freshEmailChangeLinks: wanted =>
      fresh(wanted, account =>
        makeEmailChangeLink(scope, account, `moved-${account.email}` as EmailAddress, new Date()),
      ),
  };
}

/** The numbers of the accounts that are signed in, spread over all of them. */
function signedInOf(count: number): number[] {
  return Array.from({ length: Math.min(SIGNED_IN, count) }, (_, n) => Math.floor((n * count) / SIGNED_IN));
}

function accountOf(n: number, passwordHash: PasswordHash): Account {
  const email = `person-${n}@example.com` as EmailAddress;
  return { ...newAccount({ email, passwordHash, createdAt: new Date() }), id: accountId(n) } as Account;
}

/** Knuth's multiplicative hash: ids lie scattered over the index, as random ones do, and can be made on both sides. */
const SCATTER = 2_654_435_761n;

/** The id of the nth account, as the statements below make it. */
function accountId(n: number): string {
  const scattered = ((BigInt(n) * SCATTER) & 0xffff_ffffn).toString(16).padStart(8, '0');
  return `${scattered}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

const SQLITE = {
  series: (count: number) =>
    `with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ${count - 1}) select n from numbers`,
  id: `printf('%08x-0000-4000-8000-%012x', (n * ${SCATTER}) & 4294967295, n)`,
  padded: `printf('%043d', n)`,
  no: '0',
};

const POSTGRESQL = {
  series: (count: number) => `select n from generate_series(0, ${count - 1}) as n`,
  id: `cast(lpad(to_hex((cast(n as bigint) * ${SCATTER}) & 4294967295), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0') as uuid)`,
  padded: `lpad(cast(n as text), 43, '0')`,
  no: 'false',
};
