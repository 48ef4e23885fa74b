import { createPasswordEstimator } from '../../../server/src/passwords/estimator.ts';
import { brokenRules } from '../../../server/src/passwords/passwordPolicy.ts';
import type { Advice, Question } from './passwordWorker.ts';

const estimator = createPasswordEstimator();

// Runs the server's own password rules, in a thread of its own so that typing stays fluent.
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { id, password, address, minLength } = data;
  const broken = brokenRules(password, address, { minLength, estimator });
  const score = estimator.score(password, [address].filter(Boolean));
  postMessage({ id, broken, score } satisfies Advice & { id: number });
});
