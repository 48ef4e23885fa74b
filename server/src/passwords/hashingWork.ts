import { pbkdf2Sync } from 'node:crypto';
import bcrypt from 'bcrypt';

/** One expensive derivation. The result is bcrypt's text, or base64 of the derived bytes. */
export type HashingWork =
  | { readonly kind: 'bcrypt'; readonly input: string; readonly salt: string }
  | {
      readonly kind: 'pbkdf2';
      readonly input: string;
      readonly salt: string;
      readonly iterations: number;
      readonly bytes: number;
    };

/** Carries a derivation out, in the thread that calls. */
export function derive(work: HashingWork): string {
  return work.kind === 'bcrypt'
    ? bcrypt.hashSync(work.input, work.salt)
    : pbkdf2Sync(work.input, work.salt, work.iterations, work.bytes, 'sha256').toString('base64');
}

/** 2^cost rounds of bcrypt for their time alone. */
export function idleBcrypt(cost: number): HashingWork {
  // As long as the input that real checks have, which is base64 of 32 bytes.
  return {
    kind: 'bcrypt',
    input: 'nobody'.padEnd(44, '.'),
    salt: `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}`,
  };
}

/** Iterations of PBKDF2-SHA256 for their time alone. */
export function idlePbkdf2(iterations: number): HashingWork {
  return { kind: 'pbkdf2', input: 'nobody', salt: 'nobody', iterations, bytes: 32 };
}
