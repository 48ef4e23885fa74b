import type { PasswordRule } from '../generated/graphql.ts';

/** A password to be judged, for an account of this address; an empty address when it is not known. */
export interface Question {
  readonly id: number;
  readonly password: string;
  readonly address: string;
  readonly minLength: number;
  readonly productWords: readonly string[];
}

/** Every rule that the password breaks, and its score from 0 (guessed at once) to 4 (out of reach). */
export interface Advice {
  readonly broken: PasswordRule[];
  readonly score: number;
}

let worker: Worker | undefined;
let latest = 0;

/** Starts the worker, which loads the word lists (about 800 kB): not before a new password is typed. */
function startPasswordWorker(): void {
  if (worker) return;
  worker = new Worker(new URL('./password.worker.ts', import.meta.url), { type: 'module' });
  // While a new version is rolled out, its file can be missing on one replica. The next question asks for it again.
  worker.addEventListener('error', () => {
    worker = undefined;
  });
}

/**
 * Judges a new password by the server's own rules, in the worker. Resolves with null when a later question has been
 * asked meanwhile. It never resolves when the word lists cannot be loaded: it is advice, and nothing waits for it.
 */
export function judgePassword(question: Omit<Question, 'id'>): Promise<Advice | null> {
  startPasswordWorker();
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
