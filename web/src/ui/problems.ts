import { createContext, useContext, useState } from 'react';

/** One thing that was refused: the words for it and, where it has one, the name of its field. */
export interface Problem {
  field?: string;
  words: string;
  /** What to say at the field itself, where the summary names several faults of it one by one. */
  wordsAtField?: string;
  /** Whether the field was empty, which is mended as soon as something stands in it. */
  missing?: boolean;
  /** The rule that was broken, by which whoever judges the field while one types tells that it no longer is. */
  rule?: string;
}

/** A problem of the latest attempt beside what has been typed since. */
export interface JudgedProblem extends Problem {
  /** Whether what stands in the field by now no longer has this fault. */
  mended: boolean;
}

/** The problems of the form around a field. */
export const ProblemsContext = createContext<readonly JudgedProblem[]>([]);

/** What is, or was at the latest attempt, wrong with one field of the form around. */
export function useFieldProblems(field: string): JudgedProblem[] {
  return useContext(ProblemsContext).filter(problem => problem.field === field);
}

/**
 * The problems of a form's latest attempt. They stay until the next attempt has its outcome, so that nothing moves while it is on its
 * way. Every refusal is a new array, so that the focus moves again when the same thing is refused twice.
 */
export function useProblems(): [readonly Problem[], (problems: Problem[]) => void] {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  return [problems, setProblems];
}
