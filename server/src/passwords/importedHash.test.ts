import { describe, expect, it } from 'vitest';
import { readImportedHash } from './importedHash.ts';
import { isReadableHash } from './isReadableHash.ts';
import { decoyHash, type PasswordHash } from './passwordHash.ts';

const bcryptOf = (cost: string) => `$2b$${cost}$${'a'.repeat(53)}`;
const pbkdf2Of = (iterations: string, salt = 'salt') => `pbkdf2_sha256$${iterations}$${salt}$${'A'.repeat(43)}=`;

describe('a hash from elsewhere', () => {
  it.each([
    bcryptOf('04'),
    bcryptOf('16'),
    bcryptOf('12').replace('2b', '2a'),
    bcryptOf('12').replace('2b', '2y'),
    `bcrypt$${bcryptOf('10')}`,
    `bcrypt_sha256$${bcryptOf('10')}`,
    pbkdf2Of('1'),
    pbkdf2Of('5000000'),
    pbkdf2Of('1', 's'.repeat(128)),
  ])('is read: %s', hash => {
    expect(readImportedHash(hash)).toBeDefined();
    expect(isReadableHash(hash as PasswordHash)).toBe(true);
  });

  it.each([
    '',
    bcryptOf('03'),
    bcryptOf('17'),
    bcryptOf('99'),
    bcryptOf('12').replace('2b', '2x'),
    ` ${bcryptOf('12')}`,
    `x${bcryptOf('12')}`,
    `${bcryptOf('12')}a`,
    `bcrypt_sha512$${bcryptOf('12')}`,
    `x${pbkdf2Of('1000')}`,
    `${pbkdf2Of('1000')}=`,
    pbkdf2Of('0'),
    pbkdf2Of('5000001'),
    pbkdf2Of('123456789'),
    pbkdf2Of('-1'),
    pbkdf2Of('1000', ''),
    pbkdf2Of('1000', 'null\0byte'),
    pbkdf2Of('1000', 'half\ud800'),
    pbkdf2Of('1000', 's'.repeat(129)),
    pbkdf2Of('1000').replace('sha256', 'md5'),
  ])(
    'is none where it is not exactly what those products write, or would take too long: %s',
    { tags: ['import-bounded'] },
    hash => {
      expect(readImportedHash(hash)).toBeUndefined();
      expect(isReadableHash(hash as PasswordHash)).toBe(false);
    },
  );

  it('is not what a hash of our own is, which is readable all the same', () => {
    const own = decoyHash(4);
    expect(readImportedHash(own)).toBeUndefined();
    expect(isReadableHash(own)).toBe(true);
  });
});
