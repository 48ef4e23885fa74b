import { createContext, useContext, useState } from 'react';

/** One reason why an attempt was rejected, and the name of its field, if any. */
export interface Problem {
  readonly field?: string;
  /** The field where the person goes on, whose content is to be typed anew, and so is selected. */
  readonly goOnAt?: string;
  /** Asked for whenever it is shown, since the language may have been switched. */
  readonly text: () => string;
  /** Whether the field was empty; fixed as soon as it is filled in. */
  readonly missing?: boolean;
  /** The rule that was broken, for a form that judges the field while a person types. */
  readonly rule?: string;
}

/** A problem of the latest attempt, and whether it has been fixed since. */
export interface JudgedProblem extends Omit<Problem, 'text'> {
  readonly text: string;
  /** Whether what the field contains now no longer has this problem. */
  readonly fixed: boolean;
  /** Counts the attempts. The same problem of another attempt is announced again. */
  readonly attempt: number;
}

/** The problems of the form around a field. */
export const ProblemsContext = createContext<readonly JudgedProblem[]>([]);

/** The problems of one field of the form, fixed ones included. */
export function useFieldProblems(field: string): JudgedProblem[] {
  return useContext(ProblemsContext).filter(problem => problem.field === field);
}

/**
 * The problems of a form's latest attempt. They stay until the next attempt has its outcome, so that nothing moves
 * meanwhile. Every rejection is a new array, so that the focus moves again when the same thing is refused twice.
 */
export function useProblems(): [readonly Problem[], (problems: Problem[]) => void] {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  return [problems, setProblems];
}
