import { spawnSync } from 'node:child_process';
import crypto, { randomBytes, randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcrypt';
import { migrateUp } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/openDatabase.ts';
import { matchesAny } from '../../src/passwords/hashingWork.ts';
import { readImportedHash } from '../../src/passwords/importedHash.ts';
import { SECRET_KEY, withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { alternate, median, percent, perSecond, processorMsOf, ratios, spread } from '../figures.ts';
import { load } from '../load.ts';
import { login } from '../operations.ts';
import { startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const PEOPLE = 50_000;
const ROUNDS = 5;
const IMPORT_TARGET = 0.2;

const COST = 12;
const SIGN_INS = 2;
const SIGN_IN_TARGET = 1.1;

const COMMAND = fileURLToPath(new URL('../../dist/rekey.js', import.meta.url));
const PASSWORD = 'plum kettle orbit 71 sandal';

/** A hash of each scheme that docs/importing.md lists, with the cost that a product of today gives it. */
interface Imported {
  readonly name: string;
  readonly hash: string;
  readonly password: string;
}

function importedHashes(): readonly Imported[] {
  const salt = randomBytes(16);
  const password = PASSWORD;
  const plain = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  const better = crypto.scryptSync(password, salt.toString('hex'), 64, { N: 16_384, r: 16, p: 1, maxmem: 2 ** 26 });
  const django = crypto.pbkdf2Sync(password, salt.toString('hex'), 1_000_000, 32, 'sha256');
  const argon2 = { message: password, nonce: salt, memory: 102_400, passes: 2, parallelism: 8, tagLength: 32 };
  return [
    { name: 'bcrypt of cost 12 (Laravel)', hash: bcrypt.hashSync(password, 12).replace('$2b$', '$2y$'), password },
    {
      name: 'PBKDF2 of 1,000,000 iterations (Django)',
      hash: `pbkdf2_sha256$1000000$${salt.toString('hex')}$${django.toString('base64')}`,
      password,
    },
    {
      name: 'scrypt of 32 MiB (Better Auth)',
      hash: `${salt.toString('hex')}:${better.toString('hex')}`,
      password,
    },
    {
      name: 'Argon2id of 100 MiB (Django)',
      hash: `argon2$argon2id$v=19$m=102400,t=2,p=8$${plain(salt)}$${plain(crypto.argon2Sync('argon2id', argon2))}`,
      password,
    },
    // Of phpass' own test, of 2,048 rounds.
    { name: 'phpass (WordPress before 6.8)', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', password: 'test12345' },
  ];
}

/** How fast `rekey account import` brings people in, beside nothing but the insertion of their rows. */
export async function importing(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-import-'));
  try {
    const template = join(folder, 'template.sqlite');
    const migrated = await openDatabase({ kind: 'sqlite', file: template });
    await migrateUp(migrated);
    await migrated.close();
    const emptyDatabase = () => {
      const file = join(folder, `${randomUUID()}.sqlite`);
      copyFileSync(template, file);
      return file;
    };
    const hashes = importedHashes();
    const measurements = Object.fromEntries([
      ['insert', () => insertAlone(emptyDatabase(), hashes[0]?.hash ?? '')],
      ...hashes.map(({ name, hash }) => {
        const people = join(folder, `${randomUUID()}.ndjson`);
        writeFileSync(people, Array.from({ length: PEOPLE }, (_, n) => personOf(n, hash)).join('\n'));
        return [name, () => byCommand(people, emptyDatabase())] as const;
      }),
    ]);
    await alternate(1, measurements);
    const { insert = [], ...figures } = await alternate(ROUNDS, measurements);
    return hashes.map(({ name }) => {
      const own = figures[name] ?? [];
      const shares = ratios(own, insert);
      return {
        what: `accounts imported per second, ${PEOPLE.toLocaleString('en')} with ${name}, the start of the command included, SQLite`,
        beside: `the bare insertion of as many rows in one transaction: ${spread(insert, perSecond)}/s`,
        target: `at least ${percent(IMPORT_TARGET)}`,
        measured: `${spread(own, perSecond)}/s: ${spread(shares, percent)}`,
        met: median(shares) >= IMPORT_TARGET,
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function personOf(n: number, passwordHash: string): string {
  return JSON.stringify({ id: randomUUID(), email: `person-${n}@example.com`, passwordHash, createdAt: 1_767_225_600 });
}

async function insertAlone(file: string, hash: string): Promise<number> {
  const database = await openDatabase({ kind: 'sqlite', file });
  const client = (await database.em.getConnection().getNativeClient()) as {
    prepare(text: string): { run(...values: unknown[]): void };
  };
  const insert = client.prepare(
    `insert into account (id, email, canonical_email, password_hash, disabled, link_generation, created_at)
     values (?, ?, ?, ?, 0, 0, ?)`,
  );
  const ids = Array.from({ length: PEOPLE }, () => randomUUID());
  const started = performance.now();
  client.prepare('begin').run();
  for (const [n, id] of ids.entries()) {
    insert.run(id, `person-${n}@example.com`, `person-${n}@example.com`, hash, 1_767_225_600_000);
  }
  client.prepare('commit').run();
  const seconds = (performance.now() - started) / 1_000;
  await database.close();
  return PEOPLE / seconds;
}

function byCommand(people: string, file: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'account', 'import', people], {
    env: { PATH: process.env.PATH, DATABASE_URL: `sqlite:${file}`, SECRET_KEY },
    encoding: 'utf8',
  });
  const seconds = (performance.now() - started) / 1_000;
  if (status !== 0 || !stderr.startsWith(`${PEOPLE} imported`)) throw new Error(stderr);
  return PEOPLE / seconds;
}

/**
 * The first sign-in with an imported hash: it checks the old one, for at least the time of a current one, and makes a
 * current one. In processor time, one after the other, so that the work of others does not count.
 */
export function importedSignIn(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async accounts => {
    const hashes = importedHashes();
    const database = await openDatabase({ kind: 'sqlite', file: accounts.databaseUrl.replace('sqlite:', '') });
    // A hash is not rewritten while a mailed link of the account may still work.
    await database.em.fork().execute('delete from mail_job');
    const product = await startProduct({ DATABASE_URL: accounts.databaseUrl, BCRYPT_COST: String(COST) });
    let next = 1;
    async function firstSignIn({ hash, password }: Imported): Promise<number> {
      const addresses = Array.from({ length: SIGN_INS }, () => `person-${next++}@example.com`);
      const places = addresses.map(() => '?').join(', ');
      const em = database.em.fork();
      await em.execute(`update account set password_hash = ? where email in (${places})`, [hash, ...addresses]);
      const before = product.processorMs();
      const variables = addresses.map(email => ({ email, password }));
      await load(product.url, { ...login(accounts), variables }, { connections: 1, requests: SIGN_INS });
      const spent = product.processorMs() - before;
      const left: unknown[] = await em.execute(`select id from account where password_hash = ?`, [hash]);
      if (left.length > 0) throw new Error('a sign-in has not rewritten the hash');
      return spent / SIGN_INS;
    }
    const measurements = Object.fromEntries([
      ['current', async () => processorMsOf(() => void bcrypt.hashSync(PASSWORD, COST))],
      ...hashes.flatMap(imported => [
        [imported.name, () => firstSignIn(imported)] as const,
        [`${imported.name} alone`, async () => processorMsOf(() => checkAlone(imported))] as const,
      ]),
    ]);
    await alternate(1, measurements);
    const figures = await alternate(ROUNDS, measurements);
    await product.stop();
    await database.close();

    const { current = [] } = figures;
    return hashes.map(({ name }) => {
      const [own = [], alone = []] = [figures[name], figures[`${name} alone`]];
      const times = own.map((figure, n) => {
        const [bcryptMs, schemeMs] = [current[n] ?? Number.NaN, alone[n] ?? Number.NaN];
        return figure / (bcryptMs + Math.max(bcryptMs, schemeMs));
      });
      return {
        what: `first sign-in with ${name}, processor time`,
        beside: `that scheme alone: ${spread(alone, inMs)}; bcrypt of cost ${COST} alone: ${spread(current, inMs)}`,
        target: `at most ${SIGN_IN_TARGET} times the longer of the two and a bcrypt`,
        measured: `${spread(own, inMs)}: ${spread(times, ratio => ratio.toFixed(2))} times`,
        met: median(times) <= SIGN_IN_TARGET,
      };
    });
  });
}

const inMs = (ms: number) => `${Math.round(ms)} ms`;

function checkAlone({ hash, password }: Imported): void {
  const check = readImportedHash(hash)?.checkOf(password);
  if (!check || !matchesAny(check)) throw new Error('the hash does not match its password');
}
