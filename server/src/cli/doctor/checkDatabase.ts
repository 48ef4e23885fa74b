import { existsSync } from 'node:fs';
import { SecurityEvent } from '../../accounts/securityEvent.ts';
import type { Config } from '../../config/config.ts';
import { StartupError } from '../../config/startupError.ts';
import { doubledAddresses } from '../../database/canonicalAddresses.ts';
import { migrationStatus } from '../../database/migrate.ts';
import { openDatabase } from '../../database/openDatabase.ts';
import type { Database } from '../../sql/database.ts';
import { checkEncryption } from './checkEncryption.ts';
import type { Finding } from './finding.ts';

/** A database that does not answer within this time counts as unreachable. */
const ANSWER_WITHIN_MS = 10_000;

/** Clocks that differ by less than this do no harm: links and sessions live for much longer. */
const CLOCK_ALLOWANCE_MS = 60_000;

/** Checks the database, its schema, and this machine's clock against it. Creates no database. */
export async function checkDatabase(config: Config, now: Date): Promise<Finding[]> {
  const { database: location } = config;
  if (location.kind === 'sqlite' && !existsSync(location.file)) {
    return [{ check: 'Database', state: 'ok', says: `${location.file} is created at the first start` }];
  }
  let database: Database;
  try {
    database = await withTimeout(openDatabase(location));
  } catch (error) {
    const says = error instanceof StartupError ? error.message : 'It cannot be opened.';
    return [
      { check: 'Database', state: 'fault', says, advice: 'correct this, or set DATABASE_URL to another database' },
    ];
  }
  try {
    return [
      { check: 'Database', state: 'ok', says: location.kind === 'sqlite' ? location.file : 'PostgreSQL answers' },
      ...(await checkEncryption(database, config)),
      await checkMigrations(database),
      await checkClock(database, now),
      ...(await checkAddresses(database)),
    ];
  } finally {
    await database.close();
  }
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
  // There are no accounts before the first migration.
  const doubled = await doubledAddresses(database.em.fork()).catch(() => []);
  return doubled.map(({ account, answeredBy }) => ({
    check: 'Addresses',
    state: 'warning',
    says: `account ${account} has the address of ${answeredBy}, which alone gets its sign-ins and emails`,
    advice: `look at both (rekey account list ID), then rekey account delete ${account}, or ${answeredBy} and start again`,
  }));
}

async function checkClock(database: Database, now: Date): Promise<Finding> {
  const check = 'Clock';
  const advice = 'set the clock, and synchronise it by NTP: links, limits and sessions depend on it';
  const [newest] = await database.em
    .fork()
    .find(SecurityEvent, {}, { orderBy: { id: 'desc' }, limit: 1 })
    .catch(() => []);
  if (newest && newest.at.getTime() - now.getTime() > CLOCK_ALLOWANCE_MS) {
    return {
      check,
      state: 'fault',
      says: `it is behind: an event is recorded at ${newest.at.toISOString()}`,
      advice,
    };
  }
  if ((await serverTime(database)) - now.getTime() > CLOCK_ALLOWANCE_MS) {
    return { check, state: 'fault', says: 'it is behind the clock of the database server', advice };
  }
  if (now.getTime() - (await serverTime(database)) > CLOCK_ALLOWANCE_MS) {
    return { check, state: 'fault', says: 'it is ahead of the clock of the database server', advice };
  }
  return { check, state: 'ok', says: now.toISOString() };
}

/** Milliseconds since 1970 by the clock of the database; SQLite uses the clock of this machine. */
async function serverTime(database: Database): Promise<number> {
  const [row] = await database.em.execute<Array<{ time: string | number | Date }>>('select current_timestamp as time');
  return new Date(
    typeof row?.time === 'string' && !/[zZ+]/.test(row.time) ? `${row.time}Z` : (row?.time ?? 0),
  ).getTime();
}

async function withTimeout<Result>(work: Promise<Result>): Promise<Result> {
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => timeout.addEventListener('abort', () => reject(timeout.reason))),
  ]);
}
