import { createHash, pbkdf2Sync } from 'node:crypto';
import bcrypt from 'bcrypt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as threads from './hashingThreads.ts';
import { createLanes } from './lanes.ts';
import { hashPassword, type PasswordHash } from './passwordHash.ts';
import { createPasswordHasher } from './passwordHasher.ts';

const COST = 8;
const PASSWORD = 'plum kettle orbit 71 sandal';
const hasher = createPasswordHasher({ cost: COST, lanes: createLanes({ lanes: 2, queueLength: 24 }) });

function django(password: string, iterations: number): string {
  const digest = pbkdf2Sync(password, 'saltsalt', iterations, 32, 'sha256').toString('base64');
  return `pbkdf2_sha256$${iterations}$saltsalt$${digest}`;
}

const imported: Array<[string, string]> = [
  ['Devise and Node, $2a$', bcrypt.hashSync(PASSWORD, 4).replace('$2b$', '$2a$')],
  ['Node, $2b$', bcrypt.hashSync(PASSWORD, 5)],
  ['Laravel, $2y$', bcrypt.hashSync(PASSWORD, 6).replace('$2b$', '$2y$')],
  ['Django bcrypt', `bcrypt$${bcrypt.hashSync(PASSWORD, 4)}`],
  ['Django bcrypt_sha256', `bcrypt_sha256$${bcrypt.hashSync(createHash('sha256').update(PASSWORD).digest('hex'), 4)}`],
  ['Django pbkdf2_sha256', django(PASSWORD, 1_000)],
];

describe('checking a password', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each(imported)('takes a hash made by %s, and asks for it to be rewritten', async (_where, hash) => {
    expect(await hasher.verify(PASSWORD, hash as PasswordHash)).toEqual({ matches: true, outdated: true });
    expect(await hasher.verify(`${PASSWORD} `, hash as PasswordHash)).toEqual({ matches: false, outdated: false });
  });

  it('asks for a hash of another cost to be rewritten, and leaves one of today alone', async () => {
    expect(await hasher.verify(PASSWORD, await hashPassword(PASSWORD, 5))).toEqual({ matches: true, outdated: true });
    expect(await hasher.verify(PASSWORD, await hasher.hash(PASSWORD))).toEqual({ matches: true, outdated: false });
    expect(await hasher.verify('another', await hashPassword(PASSWORD, 5))).toEqual({
      matches: false,
      outdated: false,
    });
  });

  const unreadable = [
    '',
    'plain text',
    '!unusable',
    'md5$salt$hash',
    '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA',
    '$2b$04$short',
    `$2b$31$${'a'.repeat(53)}`,
    `pbkdf2_sha256$0$s$${'A'.repeat(43)}=`,
    `pbkdf2_sha256$99999999$s$${'A'.repeat(43)}=`,
  ];
  it.each(unreadable)('is never successful against an unreadable hash: %s', async hash => {
    for (const password of [PASSWORD, '', hash]) {
      expect(await hasher.verify(password, hash as PasswordHash)).toEqual({ matches: false, outdated: false });
    }
  });

  it('goes to a thread once, for at least the time of one hash at the current cost, whatever is stored, right or wrong', async () => {
    const bcryptHash = vi.spyOn(threads, 'bcryptHash');
    const pbkdf2Hash = vi.spyOn(threads, 'pbkdf2Hash');
    const stored: Array<PasswordHash | null | undefined> = [
      undefined,
      null,
      ...unreadable.map(hash => hash as PasswordHash),
      ...imported.map(([, hash]) => hash as PasswordHash),
      await hashPassword(PASSWORD, 4),
      await hashPassword(PASSWORD, COST - 1),
      await hashPassword(PASSWORD, COST),
    ];
    for (const hash of stored) {
      for (const password of [PASSWORD, 'wrong', 'x'.repeat(100_000)]) {
        bcryptHash.mockClear();
        pbkdf2Hash.mockClear();
        await hasher.verify(password, hash);
        const times = [...bcryptHash.mock.calls.map(call => call[2]), ...pbkdf2Hash.mock.calls.map(call => call[4])];
        expect(times, String(hash)).toEqual([COST]);
      }
    }
  });

  it('does not look at a password that nobody can have, however long it takes to normalise (CVE-2013-1443)', async () => {
    const hash = await hasher.hash(PASSWORD);
    const normalise = vi.spyOn(String.prototype, 'normalize');
    expect(await hasher.verify(`a${'\u0301\u0323'.repeat(30_000)}`, hash)).toEqual({ matches: false, outdated: false });
    expect(normalise.mock.contexts.every(text => String(text).length < 3_000)).toBe(true);
    const empty = bcrypt.hashSync('', 4) as PasswordHash;
    // bcrypt itself reads 72 bytes of an imported one.
    const xs = bcrypt.hashSync('x'.repeat(72), 4) as PasswordHash;
    expect((await hasher.verify('x'.repeat(2_048), xs)).matches).toBe(true);
    expect((await hasher.verify('x'.repeat(2_049), xs)).matches).toBe(false);
    expect(await hasher.verify('x'.repeat(3_000), empty)).toEqual({ matches: false, outdated: false });
  });
});
