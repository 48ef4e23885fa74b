import { createPasswordEstimator } from '../../../server/src/passwords/estimator.ts';
import { brokenRules } from '../../../server/src/passwords/passwordPolicy.ts';
import type { Advice, Question } from './passwordWorker.ts';

const estimator = createPasswordEstimator();

// Runs the server's own password rules, in a thread of its own so that typing stays fluent.
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { id, password, address, ...judgedBy } = data;
  const broken = brokenRules(password, address, { ...judgedBy, estimator });
  const score = estimator.score(password, [address, ...judgedBy.productWords]);
  postMessage({ id, broken, score } satisfies Advice & { id: number });
});
