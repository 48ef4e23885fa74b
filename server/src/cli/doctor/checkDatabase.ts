import { existsSync } from 'node:fs';
import { SecurityEvent } from '../../accounts/securityEvent.ts';
import type { Config } from '../../config/config.ts';
import { databaseError, StartupError } from '../../config/startupError.ts';
import { doubledAddresses } from '../../database/canonicalAddresses.ts';
import { migrationStatus } from '../../database/migrate.ts';
import { openDatabase } from '../../database/openDatabase.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Database } from '../../sql/database.ts';
import { checkEncryption } from './checkEncryption.ts';
import type { Finding } from './finding.ts';
import { readUndelivered, type Undelivered } from './undelivered.ts';

const CHECK = 'Database';

/** A server that is silent for this time counts as unreachable. It says nothing while it reads millions of accounts. */
const ANSWER_WITHIN_MS = 20_000;

/** Clocks that differ by less than this do no harm: links and sessions live for much longer. */
const CLOCK_ALLOWANCE_MS = 60_000;

/** What was seen of the database. */
interface Examined {
  readonly findings: readonly Finding[];
  /** Undefined where it could not be read, or is not of this version, which the findings tell. */
  readonly undelivered: Undelivered | undefined;
}

/** Checks the database, its schema, and this machine's clock against it. Creates no database. */
export async function checkDatabase(config: Config, clock: Clock): Promise<Examined> {
  const { database: location } = config;
  if (location.kind === 'sqlite' && !existsSync(location.file)) {
    const says = `${location.file} is created at the first start`;
    return { findings: [{ check: CHECK, state: 'ok', says }], undelivered: { emails: [], webhooks: [] } };
  }
  const findings: Finding[] = [];
  try {
    const database = await openDatabase(location, { silenceMs: ANSWER_WITHIN_MS });
    try {
      findings.push(...(await checkEncryption(database, config)));
      const migrations = await checkMigrations(database);
      const isMigrated = migrations.state === 'ok';
      findings.push(migrations, await checkClock(database, clock, isMigrated));
      if (isMigrated) findings.push(...(await checkAddresses(database)));
      const undelivered = isMigrated ? await readUndelivered(database) : undefined;
      const says = location.kind === 'sqlite' ? location.file : 'PostgreSQL answers';
      return { findings: [{ check: CHECK, state: 'ok', says }, ...findings], undelivered };
    } finally {
      await database.close();
    }
  } catch (error) {
    const advice = 'correct this, or set DATABASE_URL to another database';
    const fault = { check: CHECK, state: 'fault', says: problemOf(error, location), advice } as const;
    return { findings: [fault, ...findings], undelivered: undefined };
  }
}

/** Messages of libraries could quote a row, so only our own are shown. */
function problemOf(error: unknown, location: Config['database']): string {
  const told = databaseError(error, location);
  if (told instanceof StartupError) return told.message;
  const { name = 'Error', code = name } = error as { name?: string; code?: string };
  return `It cannot be used (${code}).`;
}

async function checkMigrations(database: Database): Promise<Finding> {
  const check = 'Migrations';
  const migrations = await migrationStatus(database);
  if (migrations.some(migration => migration.state === 'unknown to this version')) {
    return {
      check,
      state: 'fault',
      says: 'a newer version has changed the database',
      advice: 'run that version, or a newer one',
    };
  }
  const pending = migrations.filter(migration => migration.state === 'pending').map(migration => migration.name);
  if (pending.length === 0) return { check, state: 'ok', says: 'none pending' };
  return {
    check,
    state: 'fault',
    says: `pending: ${pending.join(', ')}`,
    advice: 'start the server, or: rekey migrate up',
  };
}

/** Accounts whose address another account has: both stay, and the operator decides. */
async function checkAddresses(database: Database): Promise<Finding[]> {
  const doubled = await doubledAddresses(database.em.fork());
  return doubled.map(({ account, answeredBy }) => ({
    check: 'Addresses',
    state: 'warning',
    says: `account ${account} has the address of ${answeredBy}, which alone gets its sign-ins and emails`,
    advice: `look at both (rekey account list ID), then rekey account delete ${account}, or ${answeredBy} and start again`,
  }));
}

/** Compares this machine's clock with that of the database, and with the newest event where there are events. */
async function checkClock(database: Database, clock: Clock, isMigrated: boolean): Promise<Finding> {
  const check = 'Clock';
  const advice = 'set the clock, and synchronise it by NTP: links, limits and sessions depend on it';
  const [newest] = isMigrated
    ? await database.em.fork().find(SecurityEvent, {}, { orderBy: { id: 'desc' }, limit: 1 })
    : [];
  const serversNow = await serverTime(database);
  const now = clock();
  if (newest && newest.at.getTime() - now.getTime() > CLOCK_ALLOWANCE_MS) {
    return {
      check,
      state: 'fault',
      says: `it is behind: an event is recorded at ${newest.at.toISOString()}`,
      advice,
    };
  }
  const aheadMs = now.getTime() - serversNow;
  if (Math.abs(aheadMs) <= CLOCK_ALLOWANCE_MS) return { check, state: 'ok', says: now.toISOString() };
  const says = `it is ${aheadMs < 0 ? 'behind' : 'ahead of'} the clock of the database server`;
  return { check, state: 'fault', says, advice };
}

/** Milliseconds since 1970 by the clock of the database; SQLite uses the clock of this machine. */
async function serverTime(database: Database): Promise<number> {
  const [row] = await database.em.execute<Array<{ time: string | number | Date }>>('select current_timestamp as time');
  return new Date(
    typeof row?.time === 'string' && !/[zZ+]/.test(row.time) ? `${row.time}Z` : (row?.time ?? 0),
  ).getTime();
}
