import { createPasswordEstimator } from '../../../server/src/passwords/estimator.ts';
import { brokenRules } from '../../../server/src/passwords/passwordPolicy.ts';
import type { Advice, Question } from './askAdviser.ts';

const estimator = createPasswordEstimator();

// The server's own code judges here too, away from the thread that draws what is typed.
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { id, password, address, minLength } = data;
  const broken = brokenRules(password, address, { minLength, estimator });
  const score = estimator.score(password, [address].filter(Boolean));
  postMessage({ id, broken, score } satisfies Advice & { id: number });
});
