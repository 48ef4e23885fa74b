import { Command } from 'commander';
import { WEBHOOK_TYPES } from '../webhooks/webhookTypes.ts';
import { examples } from './examples.ts';
import { type JobGroup, jobList } from './jobList.ts';
import { jobRetry } from './jobRetry.ts';
import type { Terminal } from './terminal.ts';
import { webhookTest } from './webhookTest.ts';

const WEBHOOKS: JobGroup = { noun: 'webhook', kinds: WEBHOOK_TYPES };

/** `rekey webhook`: what the product is told, and its receiver. */
export function webhookCommands(terminal: Terminal): Command {
  return new Command('webhook')
    .summary('the webhooks')
    .description('Lists and retries the webhooks in the queue, and tests the receiver of WEBHOOK_URL.')
    .addHelpText('after', examples('webhook list --state parked', 'webhook retry', 'webhook test'))
    .addCommand(jobList(terminal, WEBHOOKS))
    .addCommand(jobRetry(terminal, WEBHOOKS))
    .addCommand(webhookTest(terminal));
}
