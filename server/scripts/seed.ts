import { randomBytes } from 'node:crypto';
import { Account, newAccount } from '../src/accounts/account.ts';
import { SecurityEvent, type SecurityEventKind } from '../src/accounts/securityEvent.ts';
import { type Config, readConfig } from '../src/config/config.ts';
import { parseDatabaseUrl } from '../src/config/databaseUrl.ts';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import { canonicalEmail, parseEmailAddress } from '../src/domain/emailAddress.ts';
import { derive } from '../src/passwords/hashingWork.ts';
import { hashPassword } from '../src/passwords/passwordHash.ts';
import { hashSessionToken, type SessionToken } from '../src/sessions/currentSession.ts';
import { Session } from '../src/sessions/session.ts';
import type { Database } from '../src/sql/database.ts';
import { isOnThisMachine } from '../src/sql/postgresqlSettings.ts';

/**
 * `npm run seed` fills a developer's database with accounts, sessions and events. The accounts are the same every time;
 * those that exist are left alone. A server may use the database meanwhile.
 */

/** The password of every account that has one. It is public, so only a local database is filled. */
const PASSWORD = 'plum kettle orbit 71 sandal';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';

/** An event: its age in milliseconds, its kind, and the device. */
type Happening = readonly [
  agoMs: number,
  kind: SecurityEventKind,
  userAgent: string,
  ipAddress: string,
  timesInARow?: number,
];

interface Person {
  readonly email: string;
  /** What this person demonstrates. */
  readonly about: string;
  readonly password: boolean;
  readonly disabled?: boolean | undefined;
  /** Oldest first. */
  readonly events: readonly Happening[];
  /** Devices that are signed in, and how long ago each was last used, in milliseconds. */
  readonly sessions?: ReadonlyArray<readonly [agoMs: number, userAgent: string, ipAddress: string]> | undefined;
}

const PEOPLE: readonly Person[] = [
  {
    email: 'ada@example.com',
    about: 'three devices, and most of what can happen to an account',
    password: true,
    events: [
      [90 * DAY_MS, 'REGISTERED', FIREFOX, '192.0.2.10'],
      [90 * DAY_MS - MINUTE_MS, 'LOGGED_IN', FIREFOX, '192.0.2.10'],
      [40 * DAY_MS, 'PASSWORD_RESET_REQUESTED', CHROME, '198.51.100.7'],
      [40 * DAY_MS - 5 * MINUTE_MS, 'PASSWORD_RESET_REVOKED', IPHONE, '192.0.2.10'],
      [20 * DAY_MS, 'PASSWORD_RESET_REQUESTED', IPHONE, '192.0.2.10'],
      [20 * DAY_MS - 2 * MINUTE_MS, 'PASSWORD_RESET', IPHONE, '192.0.2.10'],
      [20 * DAY_MS - 3 * MINUTE_MS, 'LOGGED_IN', IPHONE, '192.0.2.10'],
      [6 * DAY_MS, 'LOGGED_IN', FIREFOX, '192.0.2.10'],
      [5 * DAY_MS, 'LOGIN_FAILED', CHROME, '2001:db8::7'],
      [2 * DAY_MS, 'LOGGED_IN', CHROME, '2001:db8::1'],
      [2 * DAY_MS - HOUR_MS, 'PASSWORD_CHANGED', CHROME, '2001:db8::1'],
      [2 * DAY_MS - HOUR_MS, 'SESSION_ENDED', CHROME, '2001:db8::1'],
    ],
    sessions: [
      [10 * MINUTE_MS, CHROME, '2001:db8::1'],
      [3 * HOUR_MS, IPHONE, '192.0.2.10'],
      [5 * DAY_MS, FIREFOX, '192.0.2.10'],
    ],
  },
  {
    email: 'grace@example.com',
    about: 'has just registered, and never signed in',
    password: true,
    events: [[HOUR_MS, 'REGISTERED', IPHONE, '192.0.2.20']],
  },
  {
    email: 'bob@example.com',
    about: 'a stranger keeps guessing the password',
    password: true,
    events: [
      [30 * DAY_MS, 'REGISTERED', FIREFOX, '192.0.2.30'],
      [30 * DAY_MS - MINUTE_MS, 'LOGGED_IN', FIREFOX, '192.0.2.30'],
      [3 * HOUR_MS, 'LOGIN_FAILED', CHROME, '203.0.113.1', 20],
      [2 * HOUR_MS, 'LOGIN_FAILED', CHROME, '203.0.113.2', 14],
      [HOUR_MS, 'LOGIN_FAILED', IPHONE, '203.0.113.3', 5],
      [2 * MINUTE_MS, 'LOGIN_FAILED', CHROME, '2001:db8::99'],
    ],
    sessions: [[30 * MINUTE_MS, FIREFOX, '192.0.2.30']],
  },
  {
    email: 'alan@example.com',
    about: 'disabled by an operator: signing in is refused',
    password: true,
    disabled: true,
    events: [
      [60 * DAY_MS, 'REGISTERED', FIREFOX, '192.0.2.40'],
      [50 * DAY_MS, 'LOGGED_IN', FIREFOX, '192.0.2.40'],
      [50 * DAY_MS - HOUR_MS, 'LOGGED_OUT', FIREFOX, '192.0.2.40'],
    ],
  },
  {
    email: 'hedy@example.com',
    about: 'made by an operator without a password: the way in is a reset',
    password: false,
    events: [[10 * DAY_MS, 'REGISTERED', 'Rekey command line', '']],
  },
  {
    email: 'an.address.that.is.about.as.long.as.they.come@a-long-subdomain.of-some-department.example.com',
    about: 'a long address, for narrow screens',
    password: true,
    events: [[4 * DAY_MS, 'REGISTERED', IPHONE, '192.0.2.50']],
    sessions: [[4 * DAY_MS, IPHONE, '192.0.2.50']],
  },
];

/** Thrown where a database must not be filled. */
class SeedRefused extends Error {}

/** Only a database of this machine takes accounts whose password is public. */
function requireLocal({ database }: Config): void {
  if (database.kind === 'sqlite') return;
  const parsed = parseDatabaseUrl(database.url);
  const settings = 'settings' in parsed ? parsed.settings : undefined;
  if (settings && isOnThisMachine(settings)) return;
  throw new SeedRefused(`The database is on ${settings?.host}: only one on this machine is filled.`);
}

/** Adds the person. Returns false where there is an account already. */
async function add(database: Database, person: Person, cost: number): Promise<boolean> {
  const email = parseEmailAddress(person.email);
  if (!email) throw new Error(`${person.email} is no address`);
  const em = database.em.fork();
  if (await em.findOne(Account, { canonicalEmail: canonicalEmail(email) })) return false;

  const now = Date.now();
  const ago = (ms: number) => new Date(now - ms);
  const id = idOf(person);
  const lastLogin = person.events.findLast(([, kind]) => kind === 'LOGGED_IN');
  const passwordHash = person.password ? await hashPassword(async work => derive(work), PASSWORD, cost) : null;
  await em.transactional(async inside => {
    await inside.insert(Account, {
      ...newAccount({ email, passwordHash, createdAt: ago(person.events[0]?.[0] ?? 0), disabled: person.disabled }),
      id,
      lastLoginAt: lastLogin ? ago(lastLogin[0]) : null,
    });
    for (const [agoMs, kind, userAgent, ipAddress, count = 1] of person.events) {
      const where = { userAgent, ipAddress: ipAddress || null };
      await inside.insert(SecurityEvent, { account: id, kind, at: ago(agoMs), count, mailJobId: null, ...where });
    }
    for (const [index, [agoMs, userAgent, ipAddress]] of (person.sessions ?? []).entries()) {
      await inside.insert(Session, {
        id: idOf(person, index + 1),
        // The token is thrown away: these sessions can be seen and ended, but not used.
        tokenHash: hashSessionToken(randomBytes(32).toString('base64url') as SessionToken),
        account: id,
        createdAt: ago(Math.max(agoMs, 5 * DAY_MS)),
        lastSeenAt: ago(agoMs),
        userAgent,
        ipAddress,
      });
    }
  });
  return true;
}

/** The same id in every database. */
function idOf(person: Person, part = 0): string {
  const digits = (count: number, length: number) => String(count).padStart(length, '0');
  return `00000000-0000-4000-8000-${digits(PEOPLE.indexOf(person) + 1, 8)}${digits(part, 4)}`;
}

async function main(): Promise<void> {
  if (process.env.NODE_ENV === 'production') {
    throw new SeedRefused('NODE_ENV is production: there the password of these accounts would be a way in.');
  }
  const config = readConfig(process.env);
  requireLocal(config);
  const database = await openDatabase(config.database);
  try {
    await migrateUp(database);
    for (const person of PEOPLE) {
      const added = await add(database, person, config.bcryptCost);
      process.stdout.write(`${added ? 'added  ' : 'present'}  ${person.email}\n         ${person.about}\n`);
    }
    const without = PEOPLE.filter(person => !person.password).map(person => person.email);
    process.stdout.write(`\nThe password of all but ${without.join(', ')}: ${PASSWORD}\n`);
  } finally {
    await database.close();
  }
}

await main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
