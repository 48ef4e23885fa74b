import { createHash, pbkdf2Sync } from 'node:crypto';
import bcrypt from 'bcrypt';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createHashingPool } from './hashingPool.ts';
import { derive as deriveHere } from './hashingWork.ts';
import { decoyHash, hashPassword, type PasswordHash } from './passwordHash.ts';
import { createPasswordHasher } from './passwordHasher.ts';

const COST = 8;
const PASSWORD = 'plum kettle orbit 71 sandal';
const TURN = { client: ['192.0.2.7'], knownDevice: undefined };
const pool = createHashingPool({ timeLimitMs: 60_000, onThreadError: console.error });
const matches = vi.spyOn(pool, 'matches');
const hasher = createPasswordHasher({ cost: COST, pool });
const verify = (password: string, stored: string | null | undefined) =>
  hasher.verify(password, stored as PasswordHash | null | undefined, TURN);
const hashAt = (cost: number) => hashPassword(async work => deriveHere(work), PASSWORD, cost);

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
  afterEach(() => void vi.clearAllMocks());
  afterAll(() => pool.close());

  it.each(imported)(
    'takes a hash made by %s, and asks for it to be rewritten',
    { tags: ['password-imported'] },
    async (_where, hash) => {
      expect(await verify(PASSWORD, hash)).toEqual({ matches: true, outdated: true });
      expect(await verify(`${PASSWORD} `, hash)).toEqual({ matches: false, outdated: false });
    },
  );

  it('asks for a hash of another cost to be rewritten, and leaves one of today alone', async () => {
    expect(await verify(PASSWORD, await hashAt(5))).toEqual({ matches: true, outdated: true });
    expect(await verify(PASSWORD, await hasher.hash(PASSWORD, TURN))).toEqual({ matches: true, outdated: false });
    expect(await verify('another', await hashAt(5))).toEqual({
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
    ...['0', '3', '17', '31', '99'].map(cost => decoyHash(4).replace('r=4', `r=${cost}`)),
    `pbkdf2_sha256$0$s$${'A'.repeat(43)}=`,
    `pbkdf2_sha256$99999999$s$${'A'.repeat(43)}=`,
  ];
  it.each(unreadable)('is never successful against an unreadable hash: %s', async hash => {
    for (const password of [PASSWORD, '', hash]) {
      expect(await verify(password, hash)).toEqual({ matches: false, outdated: false });
    }
  });

  it('goes to a thread once, for at least the same time, for any stored hash, right or wrong', {
    tags: ['password-imported', 'login-alike'],
  }, async () => {
    const stored: Array<string | null | undefined> = [
      undefined,
      null,
      ...unreadable,
      ...imported.map(([, hash]) => hash),
      await hashAt(4),
      await hashAt(COST - 1),
      await hashAt(COST),
    ];
    for (const hash of stored) {
      // Unicode writes the last two in two ways, in which an imported hash is tried.
      for (const [password, times] of [
        [PASSWORD, 1],
        ['wrong', 1],
        ['x'.repeat(100_000), 1],
        ['cr\u00e8me', 2],
        ['cre\u0300me br\u00fbl\u00e9e', 2],
      ] as const) {
        vi.clearAllMocks();
        await verify(password, hash);
        expect(
          matches.mock.calls.map(([, atLeast, turn]) => ({ atLeast, turn })),
          String(hash),
        ).toEqual([{ atLeast: { cost: COST, times }, turn: TURN }]);
      }
    }
  });

  it('rejects a password over the maximum length without normalising it (CVE-2013-1443)', {
    tags: ['password-size'],
  }, async () => {
    const hash = await hasher.hash(PASSWORD, TURN);
    const normalise = vi.spyOn(String.prototype, 'normalize');
    expect(await verify(`a${'\u0301\u0323'.repeat(30_000)}`, hash)).toEqual({ matches: false, outdated: false });
    const normalised = normalise.mock.contexts.map(text => String(text).length);
    normalise.mockRestore();
    expect(normalised.every(length => length < 3_000)).toBe(true);
    const empty = bcrypt.hashSync('', 4);
    // bcrypt itself reads 72 bytes of an imported one.
    const xs = bcrypt.hashSync('x'.repeat(72), 4);
    expect((await verify('x'.repeat(2_048), xs)).matches).toBe(true);
    expect((await verify('x'.repeat(2_049), xs)).matches).toBe(false);
    expect(await verify('x'.repeat(3_000), empty)).toEqual({ matches: false, outdated: false });
  });
});
