import { useEffect, useState } from 'react';
import { brokenRules } from '../../../server/src/passwords/passwordPolicy.ts';
import type { PasswordRule } from '../generated/graphql.ts';
import { type Advice, judgePassword } from './passwordWorker.ts';
import { productWords } from './productWords.ts';

/**
 * What is known about a password while it is typed. `score` is null until the estimator has answered once, and at most
 * "weak" while a rule is broken.
 */
export interface Verdict {
  readonly broken: readonly PasswordRule[];
  readonly score: number | null;
}

/** Lets every rule pass that needs a word list. */
const withoutWordLists = { score: () => 4 as const, isCommon: () => false };

/** The highest score of a password that is refused. */
export const WEAK = 1;

/** Judges a new password while it is typed: by length and the like at once, by the estimator as soon as it answers. */
export function usePasswordAdvice(password: string, address: string, minLength: number): Verdict {
  const [advice, setAdvice] = useState<(Advice & { password: string }) | null>(null);

  useEffect(() => {
    if (password === '') return setAdvice(null);
    const pause = setTimeout(async () => {
      const answer = await judgePassword({ password, address, minLength, productWords });
      if (answer) setAdvice({ ...answer, password });
    }, 80);
    return () => clearTimeout(pause);
  }, [password, address, minLength]);

  if (advice?.password === password) return capped(advice);
  const broken = brokenRules(password, address, { minLength, productWords, estimator: withoutWordLists });
  if (!advice || password === '') return { broken, score: null };
  // Until the estimator has judged this text, its answer to the previous one stays. It is mostly the same, and nothing
  // flickers.
  const previous = advice.broken.filter(rule => rule === 'TOO_COMMON' || rule === 'TOO_WEAK');
  return capped({ broken: [...broken, ...previous], score: advice.score });
}

/** A score that no broken rule belies. */
function capped({ broken, score }: Advice): Verdict {
  return { broken, score: broken.length > 0 ? Math.min(score, WEAK) : score };
}
