import { afterAll, describe, expect, it } from 'vitest';
import { createHashingPool } from './hashingPool.ts';
import { readImportedHash } from './importedHash.ts';
import type { PasswordHash } from './passwordHash.ts';
import { createPasswordHasher } from './passwordHasher.ts';

/**
 * Made by Django 5.2, passlib 1.7.4, argon2-cffi 25.1, Werkzeug 3.1 and Python's bcrypt and hashlib; those of WordPress,
 * Better Auth and ASP.NET Identity step by step as their sources say.
 */
const PASSWORD = 'Überraschung 42';
const MADE_BY: Record<string, string> = {
  'Django pbkdf2_sha1': 'pbkdf2_sha1$1000$seasalt$9mt/ze9rbn6r70EMiHGc80zPoDw=',
  'Django pbkdf2_sha256': 'pbkdf2_sha256$1000$seasalt$WQ6TYzrrml5FmwazsE/mXWX3/mRqbDet52Bijhrr3R4=',
  'Django scrypt':
    'scrypt$1024$seasalt$8$5$CNQpm33G+wR3hwGu7XrLCV7tlDWgge6UJM7Iq8F0C+/cW9xMTCvGgpjPnmw3npWPv4YXDkUe+0QKOsgE4oS44w==',
  'Django argon2id':
    'argon2$argon2id$v=19$m=1024,t=1,p=2$c2Vhc2FsdHNlYXNhbHQ$FBwwUoU2P8Bht/XkJBlR1CJAw8eaGH+v2PavJztDR4E',
  Argon2i: '$argon2i$v=19$m=512,t=2,p=1$c29tZXNhbHQxNmJ5dGVzIQ$L79+EFuUfdacMzeHaEuN3sGifrq9NuL5wDaMoBKF02Q',
  'Argon2id PHC': '$argon2id$v=19$m=512,t=1,p=4$c29tZXNhbHQxNmJ5dGVzIQ$WBhs260R8wmCDrMfQzlRWrsUHe97p6e+bOcGpv1wMvs',
  'passlib pbkdf2': '$pbkdf2$1000$MDEyMzQ1Njc4OWFiY2RlZg$I0EVnTvVZjdFZsK2T9ZVjOMi5/k',
  'passlib sha256': '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$ck389I2oIALl0Bwa7pngnd74Q2hI4PDScqWYyjlSNYo',
  'passlib sha512':
    '$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$cLjbkcVW524jMbc/.OsNR4fD4nyDDXL.PosSva4H8R9beXP7PI.LO6nLt0AHtrop6jGHf7K8Ez3sNOnhOve.fw',
  'LDAP sha512':
    '{PBKDF2-SHA512}1000$MDEyMzQ1Njc4OWFiY2RlZg$cLjbkcVW524jMbc/.OsNR4fD4nyDDXL.PosSva4H8R9beXP7PI.LO6nLt0AHtrop6jGHf7K8Ez3sNOnhOve.fw',
  'passlib scrypt': '$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Azs2WoQkB+RR5AKB0gpjX89WPhIvo0wWcltT/Jb6pcU',
  'phpass, WordPress before 6.8': '$P$5saltsaltcXwrvWm0o16pMf.qF5Lkb0',
  'phpass, phpBB': '$H$5saltsaltcXwrvWm0o16pMf.qF5Lkb0',
  'Werkzeug scrypt':
    'scrypt:1024:8:1$bHmiJnIC$c76b49b07b7bfb20da305ec2a1c517e5be51197d52c833b3995d6485cca4cc88bb8b317d9ac3914b0487052137fa30bdc08f85139b22ab9f4a27aff10232ccdb',
  'Werkzeug pbkdf2':
    'pbkdf2:sha512:1000$V3AybufS$0b331c4eabd68660a4e0d12c484091c0f6e1834dea9f2090083e3bfa0af7b9a5f3ba2a81cfc4b3eee34b460e0c8d0eb8baade68e0e03df02e2283a4b5651b526',
  'Spring bcrypt': '{bcrypt}$2b$04$qo9X0Y2If2u4kGBBlvLJKOMhXjmAT09p0zn4sV5SsXPMWkKh1G..2',
  'WordPress 6.8': '$wp$2y$04$ggnpgvwlcjQjffmTZlPct.XaKPfS023MlsHOHuMFBYsiMFIRZXWui',
  'Better Auth':
    '00112233445566778899aabbccddeeff:fa4e3d997e028f89fb95c80ed39b9bc60130508f1ce2c81d728214e6af0c23b2bf9ee893c2ba7d85404828badf9fd6f4dfc6eefe7efc749603ffcfe84905cbb2',
  'ASP.NET Identity, SHA-256': 'AQAAAAEAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg+5BQZqE/jOPCPBDjiOrSsZtSOLysk5BQsbO1k0/VQFFw==',
  'ASP.NET Identity, SHA-512': 'AQAAAAIAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg/6Atlz2xi2c/5GMcTmEzFcZNrXZ8OPB9RvbWv+C1JRLg==',
};
/** Published by the products themselves. */
const PUBLISHED: Array<[string, string, string]> = [
  ["phpass' own test", 'test12345', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
  [
    "ASP.NET Identity's own test, version 2",
    'my password',
    'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==',
  ],
  [
    "ASP.NET Identity's own test, version 3",
    'my password',
    'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
  ],
  [
    "the readme of Firebase's scrypt, in the dress of Supabase",
    'user1password',
    '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  ],
];

const pool = createHashingPool({ timeLimitMs: 60_000, onThreadError: console.error });
const hasher = createPasswordHasher({ cost: 4, pool });
const verify = (password: string, hash: string) =>
  hasher.verify(password, hash as PasswordHash, { client: ['192.0.2.7'], knownDevice: undefined });

const SALT = 'c29tZXNhbHQxNmJ5dGVzIQ';
const DIGEST = 'A'.repeat(43);
const argon2 = (m: number, t: number, p: number) => `$argon2id$v=19$m=${m},t=${t},p=${p}$${SALT}$${DIGEST}`;
const scrypt = (ln: number, r: number, p: number) => `$scrypt$ln=${ln},r=${r},p=${p}$${SALT}$${DIGEST}`;

describe('a password whose hash another product has made', () => {
  afterAll(() => pool.close());

  it.each(Object.entries(MADE_BY))(
    'signs in, however a keyboard makes its letters: %s',
    { tags: ['password-imported'] },
    async (_name, hash) => {
      expect(await verify(PASSWORD, hash)).toEqual({ matches: true, outdated: true });
      expect(await verify(PASSWORD.normalize('NFD'), hash)).toEqual({ matches: true, outdated: true });
      expect(await verify(`${PASSWORD}!`, hash)).toEqual({ matches: false, outdated: false });
      expect(await verify('', hash)).toEqual({ matches: false, outdated: false });
    },
  );

  it('signs in where the old product hashed the letters in parts', { tags: ['password-imported'] }, async () => {
    const hash = '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$0gXbKJQJ/7qVFutEt1Uc/h2NtQ7BPITgUkPc1Z5fu1c';
    expect(await verify(PASSWORD, hash)).toEqual({ matches: true, outdated: true });
  });

  it.each(PUBLISHED)('signs in with %s', { tags: ['password-imported'] }, async (_name, password, hash) => {
    expect((await verify(password, hash)).matches).toBe(true);
    expect((await verify(`${password} `, hash)).matches).toBe(false);
  });

  // WordPress hashes what its forms have posted, with PHP's addslashes() done to it.
  it.each([
    ['before 6.8', '$P$5saltsaltia65mlqPiY3yY.cLewBGH1'],
    ['6.8', '$wp$2y$04$ggnpgvwlcjQjffmTZlPct.4T.KOcIp78sF5.aktvHoz.8X4kKg6xS'],
  ])(
    'signs in with quotation marks and backslashes, to which WordPress %s has added others',
    {
      tags: ['password-imported'],
    },
    async (_version, hash) => {
      expect((await verify(`it's "plum" kettle \\ 71`, hash)).matches).toBe(true);
      expect((await verify('its plum kettle 71', hash)).matches).toBe(false);
    },
  );

  it('signs in to WordPress 6.8 with spaces around it, which WordPress drops', {
    tags: ['password-imported'],
  }, async () => {
    expect((await verify(` ${PASSWORD}\t`, MADE_BY['WordPress 6.8'] ?? '')).matches).toBe(true);
  });
});

describe('the bounds of hashes that ask for memory', { tags: ['import-bounded'] }, () => {
  it.each([
    argon2(131_072, 8, 1),
    argon2(102_400, 2, 8),
    argon2(8, 1, 1),
    scrypt(17, 8, 1),
    scrypt(1, 1, 1),
    scrypt(14, 8, 16),
    `$P$I${'a'.repeat(30)}`,
    `$H$5${'a'.repeat(30)}`,
  ])('let pass %s', hash => expect(readImportedHash(hash)).toBeDefined());

  it.each([
    argon2(131_073, 1, 1),
    argon2(131_072, 9, 1),
    argon2(8, 9_999_999, 1),
    argon2(7, 1, 1),
    argon2(8, 0, 1),
    argon2(64, 1, 0),
    argon2(9_999, 1, 999),
    argon2(64, 1, 1).replace('v=19', 'v=16'),
    argon2(64, 1, 1).replace(SALT, 'c2FsdA'),
    argon2(64, 1, 1).replace(DIGEST, 'AAAA'),
    scrypt(17, 9, 1),
    scrypt(18, 4, 2).replace('ln=18', 'ln=99'),
    scrypt(0, 8, 1),
    scrypt(14, 0, 1),
    scrypt(14, 8, 0),
    scrypt(14, 8, 33),
    scrypt(1, 9_999, 9_999),
    `scrypt$1000$salt$8$1$${'A'.repeat(86)}==`,
    `$P$J${'a'.repeat(30)}`,
    `$P$4${'a'.repeat(30)}`,
    `$P$5${'a'.repeat(31)}`,
    `AQAAAAMAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg+5BQZqE/jOPCPBDjiOrSsZtSOLysk5BQsbO1k0/VQFFw==`,
    `AQAAAAEAAAPo/////wABAgMEBQYHCAkKCwwNDg+5BQZqE/jOPCPBDjiOrSsZtSOLysk5BQsbO1k0/VQFFw==`,
    `AQAAAAH/////AAAAEAABAgMEBQYHCAkKCwwNDg+5BQZqE/jOPCPBDjiOrSsZtSOLysk5BQsbO1k0/VQFFw==`,
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'hunter2',
    `$argon2id$v=19$m=64,t=1,p=1$${'a'.repeat(1_000)}$${DIGEST}`,
  ])('refuse %s', hash => expect(readImportedHash(hash)).toBeUndefined());
});
