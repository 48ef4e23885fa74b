import crypto, { createHash, createHmac } from 'node:crypto';
import {
  isArgon2WithinBounds,
  isBcryptCostWithinBounds,
  isPbkdf2WithinBounds,
  isPhpassCostWithinBounds,
  isScryptWithinBounds,
} from './hashBounds.ts';
import type { HashingWork, PasswordCheck } from './hashingWork.ts';

/** A hash of another product. */
export interface ImportedHash {
  /** The check of a typed password, with a derivation for each form that the other product may have hashed. */
  checkOf(typed: string): PasswordCheck;
}

/**
 * The forms of a typed password that another product may have hashed. None of these products but Better Auth normalises,
 * so the form is that of the keyboard. It is the typed one, or the composed one (NFC), or that in parts (NFD). WordPress
 * hashes what its forms post, in which it has put a backslash before each quotation mark and backslash
 * (wp_magic_quotes). All hashes are tried with all forms: how many there are must not tell where an account is from.
 */
export function formsOf(typed: string): readonly string[] {
  const composed = typed.normalize('NFC');
  return [...new Set([typed, typed === composed ? typed.normalize('NFD') : composed, withSlashesOfPhp(typed)])];
}

/** What PHP's addslashes() makes. */
function withSlashesOfPhp(text: string): string {
  return text.replace(/['"\\]/g, '\\$&').replaceAll('\0', '\\0');
}

/** Longer texts are not looked at. Firebase's are the longest: they carry the key of the project. */
const MAX_LENGTH = 1_000;
const MAX_SALT_LENGTH = 128;
/** RFC 9106 section 3.1. */
const MIN_ARGON2_SALT_BYTES = 8;

/**
 * Reads a hash of another product, in any of the dresses below. Undefined for anything else, and for what
 * hashBounds.ts does not let pass.
 */
export function readImportedHash(text: string): ImportedHash | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  for (const read of [readBcrypt, readPbkdf2, readAspNetIdentity, readScrypt, readArgon2, readPhpass]) {
    const hash = read(text);
    if (hash) return hash;
  }
  return undefined;
}

/**
 * `$2a$` and `$2b$` (Devise, Node), `$2y$` (Laravel). Before it stands `{bcrypt}` in Spring, `{CRYPT}` in LDAP, `bcrypt$`
 * in Django, `bcrypt_sha256$` in Django for one over a hex digest, `$wp` in WordPress 6.8 for one over HMAC-SHA-384.
 */
const BCRYPT = /^(\{bcrypt\}|\{CRYPT\}|bcrypt\$|bcrypt_sha256\$|\$wp)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;
/** `$2b$12$` and 22 characters; the digest follows. */
const BCRYPT_SALT_LENGTH = 29;

function readBcrypt(text: string): ImportedHash | undefined {
  const [, prefix, hash, cost] = BCRYPT.exec(text) ?? [];
  if (hash === undefined || !isBcryptCostWithinBounds(Number(cost))) return undefined;
  // The letter after $2 tells which old bug the hash was made without; today's algorithm is 2b for all three.
  const modern = `$2b$${hash.slice(4)}`;
  const salt = modern.slice(0, BCRYPT_SALT_LENGTH);
  return of(modern.slice(BCRYPT_SALT_LENGTH), password => ({
    kind: 'bcrypt',
    input: beforeBcrypt(prefix, password),
    salt,
  }));
}

function beforeBcrypt(prefix: string | undefined, password: string): string {
  if (prefix === 'bcrypt_sha256$') return createHash('sha256').update(password).digest('hex');
  if (prefix === '$wp') return createHmac('sha384', 'wp-sha384').update(trimmedByPhp(password)).digest('base64');
  return password;
}

/** What PHP's trim() leaves. */
function trimmedByPhp(text: string): string {
  return text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '');
}

/** Django's: iterations, salt as text, base64. */
const DJANGO_PBKDF2 = /^pbkdf2_(sha1|sha256)\$(\d{1,8})\$([\x20-\x23\x25-\x7e]{1,128})\$([A-Za-z0-9+/]+={0,2})$/;
/** passlib's, with Auth0's and LDAP's spellings of it: iterations, salt and digest in base64. */
const PASSLIB_PBKDF2 =
  /^(?:\$pbkdf2|\{PBKDF2)(?:-(sha1|sha256|sha512))?[$}](?:i=)?(\d{1,8})(?:,l=\d+)?\$([A-Za-z0-9+/.]+={0,2})\$([A-Za-z0-9+/.]+={0,2})$/i;
/** Werkzeug's (Flask): salt as text, digest in hex. */
const WERKZEUG_PBKDF2 = /^pbkdf2:(sha1|sha256|sha512):(\d{1,8})\$([\x20-\x23\x25-\x7e]{1,128})\$([\da-f]+)$/;

function readPbkdf2(text: string): ImportedHash | undefined {
  const django = DJANGO_PBKDF2.exec(text);
  if (django) return pbkdf2(django[1], Number(django[2]), django[3] ?? '', base64(django[4]));
  const passlib = PASSLIB_PBKDF2.exec(text);
  if (passlib)
    return pbkdf2(passlib[1]?.toLowerCase() ?? 'sha1', Number(passlib[2]), base64(passlib[3]), base64(passlib[4]));
  const werkzeug = WERKZEUG_PBKDF2.exec(text);
  if (werkzeug) return pbkdf2(werkzeug[1], Number(werkzeug[2]), werkzeug[3] ?? '', hex(werkzeug[4]));
  return undefined;
}

function pbkdf2(
  digest: string | undefined,
  iterations: number,
  salt: string | Buffer,
  expected: Buffer,
): ImportedHash | undefined {
  if (digest !== 'sha1' && digest !== 'sha256' && digest !== 'sha512') return undefined;
  if (!isSalt(salt) || !isDigest(expected) || !isPbkdf2WithinBounds(iterations)) return undefined;
  const bytes = expected.length;
  return of(expected, input => ({ kind: 'pbkdf2', input, salt, iterations, bytes, digest }));
}

/**
 * ASP.NET Identity's: base64 of a version byte and, in version 3, of three big-endian numbers (the digest, the
 * iterations, the length of the salt), the salt and the subkey. Version 2 is 1,000 iterations with SHA-1.
 */
function readAspNetIdentity(text: string): ImportedHash | undefined {
  const bytes = /^A[A-Za-z0-9+/]+={0,2}$/.test(text) ? base64(text) : undefined;
  if (bytes?.[0] === 0 && bytes.length === 49) return pbkdf2('sha1', 1_000, bytes.subarray(1, 17), bytes.subarray(17));
  if (bytes?.[0] !== 1 || bytes.length < 13) return undefined;
  const digest = ['sha1', 'sha256', 'sha512'][bytes.readUInt32BE(1)];
  const end = 13 + bytes.readUInt32BE(9);
  if (end > bytes.length) return undefined;
  return pbkdf2(digest, bytes.readUInt32BE(5), bytes.subarray(13, end), bytes.subarray(end));
}

/** Django's: the work factor, salt as text, block size, parallelism, base64. */
const DJANGO_SCRYPT =
  /^scrypt\$(\d{1,8})\$([\x20-\x23\x25-\x7e]{1,128})\$(\d{1,4})\$(\d{1,4})\$([A-Za-z0-9+/]+={0,2})$/;
/** Werkzeug's (Flask): salt as text, digest in hex. */
const WERKZEUG_SCRYPT = /^scrypt:(\d{1,8}):(\d{1,4}):(\d{1,4})\$([\x20-\x23\x25-\x7e]{1,128})\$([\da-f]+)$/;
/** The PHC form, of passlib and others. */
const PHC_SCRYPT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/.]+={0,2})\$([A-Za-z0-9+/.]+={0,2})$/;
/** Better Auth's: salt and key in hex. The salt is used as this text. */
const BETTER_AUTH = /^([\da-f]{32}):([\da-f]{128})$/;
/** Firebase's, as Supabase writes it: with the separator of salts and the key of the project. */
const FIREBASE =
  /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})(?:,ss=([\w+/-]+={0,2}))?,sk=([\w+/-]+={0,2})\$([\w+/-]+={0,2})\$([\w+/-]+={0,2})$/;

function readScrypt(text: string): ImportedHash | undefined {
  const django = DJANGO_SCRYPT.exec(text);
  if (django) {
    const [, N, salt, r, p, digest] = django;
    return scrypt({ N: Number(N), r: Number(r), p: Number(p) }, salt ?? '', base64(digest));
  }
  const werkzeug = WERKZEUG_SCRYPT.exec(text);
  if (werkzeug) {
    const [, N, r, p, salt, digest] = werkzeug;
    return scrypt({ N: Number(N), r: Number(r), p: Number(p) }, salt ?? '', hex(digest));
  }
  const phc = PHC_SCRYPT.exec(text);
  if (phc) {
    const [, ln, r, p, salt, digest] = phc;
    return scrypt({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, base64(salt), base64(digest));
  }
  const betterAuth = BETTER_AUTH.exec(text);
  if (betterAuth) {
    const hash = scrypt({ N: 16_384, r: 16, p: 1 }, betterAuth[1] ?? '', hex(betterAuth[2]));
    // The one product that normalises what is typed.
    return hash && { checkOf: typed => firstOf(hash.checkOf(typed.normalize('NFKC'))) };
  }
  return readFirebase(text);
}

function readFirebase(text: string): ImportedHash | undefined {
  const [matched, n, r, p, separator, signerKeyText, saltText, hash] = FIREBASE.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const parameters = { N: 2 ** Number(n), r: Number(r), p: Number(p) };
  const [salt, signerKey, expected] = [base64(saltText), base64(signerKeyText), base64(hash)];
  if (!isSalt(salt) || !isDigest(expected) || !isScryptWithinBounds(parameters)) return undefined;
  if (signerKey.length !== expected.length) return undefined;
  const separated = Buffer.concat([salt, base64(separator)]);
  return of(expected, input => ({ kind: 'scrypt', input, salt: separated, ...parameters, bytes: 64, signerKey }));
}

function scrypt(
  parameters: { readonly N: number; readonly r: number; readonly p: number },
  salt: string | Buffer,
  expected: Buffer,
): ImportedHash | undefined {
  if (!isSalt(salt) || !isDigest(expected) || !isScryptWithinBounds(parameters)) return undefined;
  const bytes = expected.length;
  return of(expected, input => ({ kind: 'scrypt', input, salt, ...parameters, bytes }));
}

/** The PHC form of version 1.3; Django writes `argon2` before it, Spring `{argon2}`. */
const ARGON2 =
  /^(?:argon2|\{argon2(?:@\w{1,40})?\})?\$(argon2(?:d|i|id))\$v=19\$m=(\d{1,7}),t=(\d{1,7}),p=(\d{1,3})\$([A-Za-z0-9+/.]+={0,2})\$([A-Za-z0-9+/.]+={0,2})$/;

/** Node has Argon2 since version 24.7. On an older one such a hash counts as unreadable, and no sign-in throws. */
const HAS_ARGON2 = 'argon2Sync' in crypto;

function readArgon2(text: string): ImportedHash | undefined {
  if (!HAS_ARGON2) return undefined;
  const [, algorithm, memoryText, passesText, parallelismText, saltText, digest] = ARGON2.exec(text) ?? [];
  if (algorithm !== 'argon2d' && algorithm !== 'argon2i' && algorithm !== 'argon2id') return undefined;
  const parameters = {
    memory: Number(memoryText),
    passes: Number(passesText),
    parallelism: Number(parallelismText),
  };
  const [salt, expected] = [base64(saltText), base64(digest)];
  if (!isSalt(salt, MIN_ARGON2_SALT_BYTES) || !isDigest(expected) || !isArgon2WithinBounds(parameters))
    return undefined;
  const bytes = expected.length;
  return of(expected, input => ({ kind: 'argon2', algorithm, input, salt, ...parameters, bytes }));
}

/** phpass' portable hashes: `$P$` in WordPress, `$H$` in phpBB; a letter for the cost, 8 of salt, 22 of digest. */
const PHPASS = /^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/;
const PHPASS_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function readPhpass(text: string): ImportedHash | undefined {
  const [, letter, salt, digest] = PHPASS.exec(text) ?? [];
  const cost = PHPASS_ALPHABET.indexOf(letter ?? ' ');
  if (salt === undefined || digest === undefined || !isPhpassCostWithinBounds(cost)) return undefined;
  return of(phpassBytes(digest), input => ({ kind: 'phpass', input, salt, cost }));
}

/** Six bits a letter, the lowest first, in groups of three bytes. */
function phpassBytes(letters: string): Buffer {
  const bytes = Buffer.alloc(16);
  for (const [index, letter] of [...letters].entries()) {
    const shift = (index % 4) * 6;
    const group = Math.floor(index / 4) * 3;
    const bits = PHPASS_ALPHABET.indexOf(letter) << shift;
    for (const byte of [0, 1, 2]) {
      if (group + byte < bytes.length) bytes[group + byte] = (bytes[group + byte] ?? 0) | ((bits >> (8 * byte)) & 0xff);
    }
  }
  return bytes;
}

function of(expected: string | Buffer, work: (password: string) => HashingWork): ImportedHash {
  const end = typeof expected === 'string' ? expected : expected.toString('base64');
  return { checkOf: typed => ({ works: formsOf(typed).map(work), expected: end }) };
}

function firstOf({ works, expected }: PasswordCheck): PasswordCheck {
  return { works: works.slice(0, 1), expected };
}

/** In the alphabets of passlib and of URLs too, padded or not; empty where it is not what an encoder writes. */
function base64(text = ''): Buffer {
  const standard = text.replaceAll(/[.-]/g, '+').replaceAll('_', '/');
  const bytes = Buffer.from(standard, 'base64');
  const padded = bytes.toString('base64');
  return [padded, padded.replace(/=+$/, '')].includes(standard) ? bytes : Buffer.alloc(0);
}

function hex(text = ''): Buffer {
  return Buffer.from(text, 'hex');
}

function isSalt(salt: string | Buffer, atLeast = 1): boolean {
  return salt.length >= atLeast && salt.length <= MAX_SALT_LENGTH;
}

/** Whether a digest is long enough not to be met by chance, and no longer than any product's. */
function isDigest(digest: Buffer): boolean {
  return digest.length >= 16 && digest.length <= 128;
}
