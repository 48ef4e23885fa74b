import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from '../row.ts';

const SERVER = fileURLToPath(new URL('../..', import.meta.url));
const TEST = 'src/graphql/statements.test.ts';

/** The test counts; this says whether it passes. */
export async function statements(): Promise<Row[]> {
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', TEST], { cwd: SERVER });
  return [
    {
      what: 'statements for one request',
      beside: `asserted by ${TEST}`,
      target: 'requestPasswordReset 1 (4 with limits), me at most 2, login at most 7, resetPassword at most 10',
      measured: status === 0 ? 'the test passes' : 'the test fails',
      met: status === 0,
    },
  ];
}
