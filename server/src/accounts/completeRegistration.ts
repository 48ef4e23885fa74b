import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Account } from './account.ts';
import { judgeNewPassword } from './judgeNewPassword.ts';
import {
  type InvalidLink,
  invalidLink,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from './outcomes.ts';
import { recordEvent } from './recordEvent.ts';
import { readRegistrationLink } from './registrationLink.ts';
import type { Scope } from './scope.ts';

/**
 * Opens the account that a mailed link proves the address of. Of parallel completions, with one link or with two links of one address, one
 * wins and the others are SPENT: the unique index decides. Signs nobody in. Throws LanesFull when too much hashing waits already.
 */
export async function completeRegistration(
  scope: Scope,
  link: { readonly uid: string; readonly token: string },
  password: string,
): Promise<{ readonly outcome: 'RegistrationComplete' } | InvalidLink | PasswordRejected | TooManyRequests> {
  const { caller, limiter } = scope;
  const wait = await limiter.attempt(scope, 'useLink', { ipAddress: caller.ipAddress });
  if (wait !== undefined) return tooManyRequests(wait);

  const address = await readRegistrationLink(scope, link);
  if ('outcome' in address) return address;

  const rejected = await judgeNewPassword(scope, password, address.email);
  if (rejected) return rejected;

  const passwordHash = await scope.hasher.hash(password);
  const now = scope.clock();
  const accountId = randomUUID();
  try {
    await scope.em.transactional(async em => {
      await em.insert(Account, {
        id: accountId,
        email: address.email,
        canonicalEmail: address.canonical,
        passwordHash,
        disabled: false,
        linkGeneration: 0,
        createdAt: now,
        lastLoginAt: null,
      });
      await limiter.clear(em, address.canonical);
      await recordEvent(em, scope.log, { accountId, kind: 'REGISTERED', at: now, caller });
    });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return invalidLink('SPENT');
    throw error;
  }
  return { outcome: 'RegistrationComplete' };
}
