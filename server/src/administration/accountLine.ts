import { z } from 'zod';
import type { Account } from '../accounts/account.ts';
import { type EmailAddress, readEmailAddress, shownEmail } from '../domain/emailAddress.ts';
import { words as en } from '../messages/words/en.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';

/** An account as one line of NDJSON describes it. */
export interface AccountLine {
  readonly email: EmailAddress;
  /** Null for an account without a password, whose owner needs a reset. */
  readonly passwordHash: PasswordHash | null;
  readonly createdAt: Date | undefined;
  readonly disabled: boolean;
}

/** `$scheme$…`, `scheme$…` or `{SCHEME}…`. Text of another form may be a plain password, and must never be stored. */
const HASH = /^(?:\{[\w-]+\}|\$?[\w-]+\$)\S+$/;

const line = z.strictObject(
  {
    email: z.string('email must be a text').transform((typed, context) => {
      const { email, fault } = readEmailAddress(typed);
      if (!fault) return email;
      const why = fault === 'addressHasNoAtSign' ? '' : `: ${en[fault]}`;
      context.addIssue(`email is not an address${why}`);
      return z.NEVER;
    }),
    passwordHash: z
      .string('passwordHash must be a text or null')
      .max(1_000, 'passwordHash is too long')
      .regex(HASH, 'passwordHash is not a hash')
      .transform(hash => hash as PasswordHash)
      .nullable(),
    createdAt: z.iso
      .datetime({ offset: true, error: 'createdAt must be a time such as 2026-01-31T08:30:00Z' })
      .transform(time => new Date(time))
      .optional(),
    disabled: z.boolean('disabled must be true or false').default(false),
  },
  {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? 'only email, passwordHash, createdAt and disabled are known'
        : 'not an object',
  },
);

/** Reads one line. The errors of a malformed line quote nothing of it. */
export function readAccountLine(text: string): AccountLine | { readonly errors: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { errors: ['not JSON'] };
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) return { errors: [...new Set(parsed.error.issues.map(issue => issue.message))] };
  return { ...parsed.data, createdAt: parsed.data.createdAt };
}

/** Writes one line, without its line break, that {@link readAccountLine} reads. */
export function writeAccountLine(account: Pick<Account, 'email' | 'passwordHash' | 'createdAt' | 'disabled'>): string {
  const { email, passwordHash, createdAt, disabled } = account;
  return JSON.stringify({ email: shownEmail(email), passwordHash, createdAt: createdAt.toISOString(), disabled });
}
