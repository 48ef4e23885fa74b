import { useState } from 'react';
import type { PasswordRule } from '../generated/graphql.ts';
import { apiSentence } from '../i18n/apiSentence.ts';
import type { Problem } from '../ui/problems.ts';
import { usePasswordAdvice, type Verdict } from './usePasswordAdvice.ts';

/** The password policy of the server. */
export interface Policy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly rules: readonly PasswordRule[];
  readonly checksBreached: boolean;
}

/** A new password while it is typed. */
export interface NewPassword {
  readonly policy: Policy;
  /** Whether the address of the account is known, so that the password can be compared with it. */
  readonly addressKnown: boolean;
  readonly typed: string;
  readonly verdict: Verdict;
  /** Called with every change of the field. */
  type(password: string): void;
  /** Called with the password that is sent to the server. */
  markSent(password: string): void;
  /** Whether what is typed now no longer breaks the rule of this problem. */
  isFixed(problem: Pick<Problem, 'rule'>): boolean;
}

/**
 * Keeps a new password while it is typed, with a verdict. `address` is that of the account, empty when it is not known.
 */
export function useNewPassword(policy: Policy, address: string): NewPassword {
  const [typed, type] = useState('');
  const [sent, markSent] = useState('');
  const verdict = usePasswordAdvice(typed, address, policy.minLength);

  function isFixed({ rule }: Pick<Problem, 'rule'>): boolean {
    // About the password that was sent the server knows better, since it knows the address.
    if (typed === sent) return false;
    if (rule === 'TOO_SIMILAR' && address === '') return true;
    if ((rule === 'TOO_WEAK' || rule === 'TOO_COMMON') && verdict.score === null) return false;
    return !verdict.broken.some(broken => broken === rule);
  }

  return { policy, addressKnown: address !== '', typed, verdict, type, markSent, isFixed };
}

interface Rejection {
  readonly message: string;
  readonly violations: readonly { rule: PasswordRule; message: string }[];
}

/** The problems of a form whose new password the server refused. */
export function problemsOf(field: string, { message, violations }: Rejection, policy: Policy): Problem[] {
  const several = violations.length > 1;
  // The list of rules below the field shows which are broken. That the password is a common one, only this says.
  const telling = [...violations].sort((one, other) => Number(isCommon(other)) - Number(isCommon(one)));
  return telling.map(violation => ({
    field,
    rule: violation.rule,
    text: several && !isCommon(violation) ? apiSentence(message) : apiSentence(violation.message, policy),
  }));
}

function isCommon({ rule }: { readonly rule: PasswordRule }): boolean {
  return rule === 'TOO_COMMON';
}
