import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Account, newAccount } from '../accounts/account.ts';
import { judgeNewPassword } from '../accounts/judgeNewPassword.ts';
import { type InvalidEmail, invalidEmail, type PasswordRejected } from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Reference } from '../accounts/reference.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, readEmailAddress } from '../domain/emailAddress.ts';
import { OPERATOR_TURN } from '../passwords/hashingTurn.ts';

/**
 * Creates an account without an email, for an operator who vouches for the address. Without a password its owner has to
 * reset it. The unique indexes decide whether the address or the reference is taken, so that a concurrent registration
 * keeps its address.
 */
export async function createAccount(
  scope: Pick<
    Scope,
    'em' | 'caller' | 'clock' | 'settings' | 'judgePassword' | 'isBreached' | 'hasher' | 'log' | 'tellProduct'
  >,
  typedEmail: string,
  password: string | undefined,
  reference?: Reference,
): Promise<
  | { readonly outcome: 'AccountCreated'; readonly id: string }
  | { readonly outcome: 'AddressTaken' }
  | { readonly outcome: 'ReferenceTaken' }
  | InvalidEmail
  | PasswordRejected
> {
  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);

  const rejected = password === undefined ? undefined : await judgeNewPassword(scope, password, email, OPERATOR_TURN);
  if (rejected) return rejected;

  const passwordHash = password === undefined ? null : await scope.hasher.hash(password, OPERATOR_TURN);
  const now = scope.clock();
  const account = newAccount({ email, passwordHash, createdAt: now, reference });
  try {
    await scope.em.transactional(async em => {
      await em.insert(Account, account);
      await recordEvent(em, scope.log, { accountId: account.id, kind: 'REGISTERED', at: now, caller: scope.caller });
      await scope.tellProduct(em, 'account.created', account);
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const holders = await scope.em.count(Account, { canonicalEmail: canonicalEmail(email) });
    return { outcome: holders > 0 ? 'AddressTaken' : 'ReferenceTaken' };
  }
  return { outcome: 'AccountCreated', id: account.id };
}
