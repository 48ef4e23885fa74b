import { parseArgs } from 'node:util';
import { isKept } from './judge.ts';
import { runChaos } from './runChaos.ts';

// The long form of the test in src/mail/chaos.test.ts. Prints one line for each run; ends with status 1 when a mail was
// lost.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    mails: { type: 'string', default: '500' },
    runs: { type: 'string', default: '3' },
    replicas: { type: 'string', default: '1' },
    clock: { type: 'boolean', default: false },
  },
});

for (let run = 1; run <= Number(values.runs); run++) {
  const result = await runChaos({
    kills: Number(values.kills),
    mails: Number(values.mails),
    replicas: Number(values.replicas),
    jumpingClock: values.clock,
  });
  const kept = isKept(result) && result.exitStatuses.every(status => status === 0);
  console.log(`${kept ? 'kept' : 'BROKEN'} ${JSON.stringify(result)}`);
  if (!kept) process.exitCode = 1;
}
