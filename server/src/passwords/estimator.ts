import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { commonPasswords } from '../../words/knownWords.ts';
import { foldText, lettersOf, spellings } from './foldText.ts';
import { guessesOf } from './guesses.ts';
import { keyboardGraphs, keysOf } from './keyboards.ts';
import { loadKnownText } from './knownText.ts';
import { partsOf } from './partsOf.ts';
import { romajiOf } from './romaji.ts';

/** In UTF-16 units. The time grows with the square of the length, and what is weak after so much stays weak. */
const JUDGED_LENGTH = 64;

/**
 * zxcvbn searches each l33t substitution separately. Its default of 512 takes up to a second for 64 characters; 16 takes
 * 27 ms.
 */
const L33T_SUBSTITUTIONS = 16;

/** A word that a guesser of this account tries first: ten guesses. */
const OWN_WORD = 1;

/** The fewest guesses, as a power of ten, for each score from 1 on. */
const LEAST_GUESSES = [6, 12, 15, 17] as const;

/**
 * How hard a password is to guess: 0 and 1 fall to a guesser who tries words. 2 resists one who has the hash for a
 * while, 3 and 4 for as long as it matters.
 */
export type Score = 0 | 1 | 2 | 3 | 4;

/**
 * Estimates passwords for the password policy. The same code runs on the server, where it decides, and in the browser,
 * where it advises. So it uses no API of Node.
 */
export interface PasswordEstimator {
  /** The score, where the given words are known to the guesser: the address, the product's name and host. */
  score(password: string, ownWords: readonly string[]): Score;
  /** Whether the password is one of the 49,000 most used, ignoring letter case and outer white space. */
  isCommon(password: string): boolean;
  /** How many steps all estimates together have taken. They, and not the clock, show that the time is bounded. */
  readonly steps: number;
}

/**
 * Loads the word lists (about 100 ms and 25 MB) and makes the estimator. It asks zxcvbn, and reads the password in the
 * ways that zxcvbn does not know; the lower estimate counts.
 */
export function createPasswordEstimator(): PasswordEstimator {
  const knownText = loadKnownText();
  const ranked = commonPasswords.split('\n');
  const common = new Set(ranked);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { 'passwords-common': ranked },
    graphs: keyboardGraphs,
    maxLength: JUDGED_LENGTH,
    l33tMaxSubstitutions: L33T_SUBSTITUTIONS,
  });
  const work = { steps: 0 };

  return {
    score(password, ownWords) {
      const own = new Map(ownWords.flatMap(partsOf).map(word => [word, OWN_WORD]));
      const guesses = readingsOf(password).map(reading => guessesOf(reading, { knownText, ownWords: own, work }));
      const score = scoreOf(Math.min(...guesses));
      // What is refused already needs no second opinion, which takes longer the more of it can be read as l33t.
      if (score < 2) return score;
      return Math.min(score, scoreOf(zxcvbn.check(password, [...ownWords]).guessesLog10)) as Score;
    },
    isCommon: password => common.has(password.trim().toLowerCase()),
    get steps() {
      return work.steps;
    },
  };
}

function scoreOf(guesses: number): Score {
  return LEAST_GUESSES.filter(least => guesses >= least).length as Score;
}

/**
 * The texts that a password may have been made of: as it is, as the keys of another keyboard, with letters for the
 * digits and signs that stand for them, Japanese in Latin letters, double letters once, from behind; each also
 * without its separators.
 */
function readingsOf(password: string): string[] {
  const typed = password.slice(0, JUDGED_LENGTH);
  const folded = foldText(typed).slice(0, JUDGED_LENGTH);
  const readings = [
    folded,
    ...spellings(folded),
    foldText(keysOf(typed)),
    romajiOf(folded),
    withoutDoubles(folded),
    turnedRound(folded),
  ];
  return [...new Set(readings.flatMap(reading => [reading, withoutSeparators(reading)]))].map(reading =>
    reading.slice(0, JUDGED_LENGTH),
  );
}

/** `aabbcc` as `abc`. */
function withoutDoubles(folded: string): string {
  return folded.replace(/(.)\1+/gsu, '$1');
}

function turnedRound(folded: string): string {
  return [...folded].reverse().join('');
}

/** Every sign of another kind stays, at the end, where it costs what it costs and parts no word. */
function withoutSeparators(folded: string): string {
  const signs = new Set([...folded].filter(character => lettersOf(character) === ''));
  return lettersOf(folded) + [...signs].join('');
}
