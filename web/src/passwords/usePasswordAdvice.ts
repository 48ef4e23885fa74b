import { useEffect, useState } from 'react';
import { brokenRules } from '../../../server/src/passwords/passwordPolicy.ts';
import type { PasswordRule } from '../generated/graphql.ts';
import { type Advice, askAdviser } from './askAdviser.ts';

/** What is known of a password while it is typed; `score` is null until the estimator has had its say for the first time. */
export interface Verdict {
  broken: readonly PasswordRule[];
  score: number | null;
}

/** Judges by everything that needs no word list. */
const withoutWordLists = { score: () => 4, isCommon: () => false };

/** Judges a new password as it is typed: length and the like at once, how hard it is to guess as soon as the estimator answers. */
export function usePasswordAdvice(password: string, address: string, minLength: number): Verdict {
  const [advice, setAdvice] = useState<(Advice & { password: string }) | null>(null);

  useEffect(() => {
    if (password === '') return setAdvice(null);
    const pause = setTimeout(async () => {
      const answer = await askAdviser({ password, address, minLength });
      if (answer) setAdvice({ ...answer, password });
    }, 80);
    return () => clearTimeout(pause);
  }, [password, address, minLength]);

  if (advice?.password === password) return advice;
  const broken = brokenRules(password, address, { minLength, estimator: withoutWordLists });
  if (!advice || password === '') return { broken, score: null };
  // Until the estimator has judged this text, what it said of the one before stands: seldom is it another, and nothing flickers.
  const guessed = advice.broken.filter(rule => rule === 'TOO_COMMON' || rule === 'TOO_WEAK');
  return { broken: [...broken, ...guessed], score: advice.score };
}
