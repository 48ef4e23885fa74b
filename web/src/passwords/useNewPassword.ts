import { useState } from 'react';
import type { PasswordRule } from '../generated/graphql.ts';
import type { Problem } from '../ui/problems.ts';
import { usePasswordAdvice, type Verdict } from './usePasswordAdvice.ts';

/** The policy as the server tells it. */
export interface Policy {
  minLength: number;
  maxLength: number;
  rules: readonly PasswordRule[];
}

/** A new password as it is typed, beside what the server said of the one that was sent. */
export interface NewPassword {
  policy: Policy;
  /** Whether the address of the account is known, to which a password must not be close. */
  addressKnown: boolean;
  typed: string;
  verdict: Verdict;
  /** Takes note of what stands in the field. */
  type(password: string): void;
  /** Takes note of which password the server is asked to take. */
  noteSent(password: string): void;
  /** Whether what is typed by now no longer breaks the rule that this problem names. */
  isMended(problem: Problem): boolean;
}

/** Follows a new password while it is typed, for an account of this address, or of an empty one when that is not known. */
export function useNewPassword(policy: Policy, address: string): NewPassword {
  const [typed, type] = useState('');
  const [sent, noteSent] = useState('');
  const verdict = usePasswordAdvice(typed, address, policy.minLength);

  function isMended({ rule }: Problem): boolean {
    // Of the very password that was sent, the server knows better: it knows the address.
    if (typed === sent) return false;
    if (rule === 'TOO_SIMILAR' && address === '') return true;
    if ((rule === 'TOO_WEAK' || rule === 'TOO_COMMON') && verdict.score === null) return false;
    return !verdict.broken.some(broken => broken === rule);
  }

  return { policy, addressKnown: address !== '', typed, verdict, type, noteSent, isMended };
}

interface Rejection {
  message: string;
  violations: readonly { rule: PasswordRule; message: string }[];
}

/** The problems of a form whose new password the server refused. */
export function problemsOf(field: string, { message, violations }: Rejection): Problem[] {
  const several = violations.length > 1;
  return violations.map(({ rule, message: words }) => ({
    field,
    rule,
    words,
    ...(several && { wordsAtField: message }),
  }));
}
