import { parseArgs } from 'node:util';
import { isKept } from './judge.ts';
import { runChaos } from './runChaos.ts';
import { areToldOnce, runWebhookChaos } from './runWebhookChaos.ts';

// The long form of the tests in src/mail/chaos.test.ts and src/webhooks/chaos.test.ts. Prints one line for each run; ends
// with status 1 when a mail or a webhook was lost.
const { values } = parseArgs({
  options: {
    webhooks: { type: 'boolean', default: false },
    kills: { type: 'string', default: '30' },
    mails: { type: 'string', default: '500' },
    changes: { type: 'string', default: '500' },
    runs: { type: 'string', default: '3' },
    replicas: { type: 'string', default: '1' },
    clock: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const replicas = Number(values.replicas);

for (let run = 1; run <= Number(values.runs); run++) {
  const { result, holds } = values.webhooks ? await withWebhooks() : await withMails();
  const kept = holds && result.exitStatuses.every(status => status === 0);
  console.log(`${kept ? 'kept' : 'BROKEN'} ${JSON.stringify(result)}`);
  if (!kept) process.exitCode = 1;
}

async function withMails() {
  const result = await runChaos({ kills, mails: Number(values.mails), replicas, jumpingClock: values.clock });
  return { result, holds: isKept(result) };
}

async function withWebhooks() {
  const result = await runWebhookChaos({ kills, changes: Number(values.changes), replicas });
  return { result, holds: areToldOnce(result) };
}
