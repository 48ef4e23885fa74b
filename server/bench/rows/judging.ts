import { createPasswordEstimator } from '../../src/passwords/estimator.ts';
import { GOOD, GUESSABLE, JUDGED_FOR } from '../../src/testing/judgedPasswords.ts';
import { median, spread } from '../figures.ts';
import type { Row } from '../row.ts';

const ROUNDS = 7;
const TARGET_MS = 50;

const HOSTILE = [
  '4@8({[<3361!|70$5+%2aeiostlbgczx',
  '1.1.1991-12/31/99',
  'qwqwqwq',
  'januarfebruarmärz',
  '🙂🐙',
  'ｱｲｳっー',
];

/** Milliseconds of this thread's processor time. */
function timed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Judging the slowest of many passwords of 256 characters, beside a usual one. */
export async function judging(): Promise<Row[]> {
  const estimator = createPasswordEstimator();
  const own = [JUDGED_FOR.address, ...JUDGED_FOR.productWords];
  const longest = [...HOSTILE, ...Object.values({ ...GUESSABLE, ...GOOD }).flat()].map(part =>
    part.repeat(256).slice(0, 256),
  );
  const judge = (password: string) => timed(() => estimator.score(password, own));
  for (const password of longest) judge(password);
  const slowest: number[] = [];
  const usual: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    slowest.push(Math.max(...longest.map(judge)));
    usual.push(judge('plum kettle orbit 71 sandal'));
  }
  const write = (ms: number) => `${ms.toFixed(1)} ms`;
  return [
    {
      what: `judging the slowest of ${longest.length} passwords of 256 characters, processor time`,
      beside: `one of 27 characters: ${spread(usual, write)}`,
      target: `below ${TARGET_MS} ms`,
      measured: spread(slowest, write),
      met: median(slowest) < TARGET_MS,
    },
  ];
}
