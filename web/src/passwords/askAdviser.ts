import type { PasswordRule } from '../generated/graphql.ts';

/** A password to be judged, for an account of this address; an empty address when it is not known. */
export interface Question {
  id: number;
  password: string;
  address: string;
  minLength: number;
}

/** Every rule that the password breaks, and zxcvbn's score from 0 (guessed at once) to 4 (out of reach). */
export interface Advice {
  broken: PasswordRule[];
  score: number;
}

let worker: Worker | undefined;
let latest = 0;

/** Starts loading the word lists (about a megabyte), which is worth doing once somebody is about to type a new password. */
export function wakeAdviser(): void {
  worker ??= new Worker(new URL('./advice.worker.ts', import.meta.url), { type: 'module' });
}

/**
 * Has a new password judged by the server's own rules in a thread of its own. Resolves with null when a later question
 * has overtaken this one, and stays open while the word lists cannot be loaded: it is advice, and nothing waits for it.
 */
export function askAdviser(question: Omit<Question, 'id'>): Promise<Advice | null> {
  wakeAdviser();
  const id = ++latest;
  return new Promise(resolve => {
    function answer({ data }: MessageEvent<Advice & { id: number }>) {
      if (data.id < id) return;
      worker?.removeEventListener('message', answer);
      resolve(data.id === id && id === latest ? data : null);
    }
    worker?.addEventListener('message', answer);
    worker?.postMessage({ ...question, id } satisfies Question);
  });
}
