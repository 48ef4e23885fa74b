import { parseReference, type Reference } from '../../accounts/reference.ts';
import { type EmailAddress, readEmailAddress } from '../../domain/emailAddress.ts';
import { isUuid } from '../../domain/isUuid.ts';
import { words as en } from '../../messages/words/en.ts';
import { isReadableHash } from '../../passwords/isReadableHash.ts';
import type { PasswordHash } from '../../passwords/passwordHash.ts';
import { readDate } from './readValues.ts';
import type { SourcePerson } from './systems.ts';

/** A person as they are imported. */
export interface ImportedPerson {
  readonly id: string | undefined;
  readonly reference: Reference | undefined;
  readonly email: EmailAddress;
  readonly passwordHash: PasswordHash | null;
  readonly createdAt: Date | undefined;
  readonly disabled: boolean;
}

/** What an import makes of a person. Neither errors nor notices quote anything of the person. */
export type Judged =
  | {
      readonly person: ImportedPerson;
      readonly notices: readonly string[];
      readonly hasUnreadableHash: boolean;
      readonly isUnverified: boolean;
    }
  | { readonly error: string };

/**
 * Judges a person of another system, or of our own format. Only without a usable address is a person left out;
 * anything else that cannot be read is a notice.
 */
export function judgePerson(source: SourcePerson & { readonly reference?: unknown }): Judged {
  const address = readAddress(source.email);
  if ('error' in address) return address;
  const notices = [...(source.notices ?? [])];

  const key = textOf(source.key);
  const id = key !== undefined && isUuid(key.toLowerCase()) ? key.toLowerCase() : undefined;
  const referenceText = textOf(source.reference) ?? (id === undefined ? key : undefined);
  const reference = referenceText === undefined ? undefined : parseReference(referenceText);
  if (referenceText !== undefined && reference === undefined) {
    notices.push('imported without a reference: it is not 1 to 128 readable characters');
  }
  if (key !== undefined && id === undefined && referenceText !== key)
    notices.push('given another id: it is not a UUID');

  const hash = isNothing(source.passwordHash) ? null : source.passwordHash;
  const readable = typeof hash === 'string' && isReadableHash(hash as PasswordHash);
  const hasUnreadableHash = hash !== null && !readable;
  // What cannot be read may be a plain password, and must never be stored.
  if (hasUnreadableHash) {
    notices.push('imported without a password, since its hash is unreadable: its owner has to reset it');
  }

  const createdAt = readDate(source.createdAt);
  if (!createdAt && !isNothing(source.createdAt)) notices.push('createdAt is no time that can be read: now is taken');

  const isUnverified = source.verified === false;
  if (isUnverified) notices.push('the address was never verified');

  const person = {
    id,
    reference,
    email: address.email,
    passwordHash: readable ? (hash as PasswordHash) : null,
    createdAt,
    disabled: source.disabled,
  };
  return { person, notices, hasUnreadableHash, isUnverified };
}

function readAddress(value: unknown): { readonly email: EmailAddress } | { readonly error: string } {
  if (isNothing(value)) return { error: 'there is no email' };
  if (typeof value !== 'string') return { error: 'email must be a text' };
  const { email, fault } = readEmailAddress(value);
  if (!fault) return { email };
  return { error: `email is not an address${fault === 'addressHasNoAtSign' ? '' : `: ${en[fault]}`}` };
}

/** Numbers are keys too. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (isNothing(value)) return undefined;
  return typeof value === 'string' ? value : '';
}

function isNothing(value: unknown): value is null | undefined | '' {
  return value === null || value === undefined || value === '';
}
