import { createContext, useContext, useState } from 'react';

/** One thing that was refused: the words for it and, where it has one, the name of its field. */
export interface Problem {
  field?: string;
  words: string;
}

/** The problems of the form around a field. */
export const ProblemsContext = createContext<readonly Problem[]>([]);

/** The words for what is wrong with one field of the form around. */
export function useFieldProblems(field: string): string[] {
  return useContext(ProblemsContext)
    .filter(problem => problem.field === field)
    .map(problem => problem.words);
}

/** The problems of a form. Every refusal is a new array, so that the focus moves again when the same thing is refused twice. */
export function useProblems(): [readonly Problem[], (problems: Problem[]) => void] {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  return [problems, setProblems];
}
