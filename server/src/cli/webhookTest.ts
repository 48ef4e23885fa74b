import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { systemClock } from '../domain/clock.ts';
import { timeOrderedId } from '../queue/timeOrderedId.ts';
import { adviceFor } from '../webhooks/advice.ts';
import { postWebhook } from '../webhooks/postWebhook.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { print, type Terminal } from './terminal.ts';

/** `rekey webhook test`: sends one webhook and shows the status of the answer. */
export function webhookTest(terminal: Terminal): Command {
  return new Command('test')
    .summary('send a test webhook')
    .description(
      'Sends one signed webhook of type webhook.test without the queue, and shows the status. Its data is empty.',
    )
    .addHelpText('after', examples('webhook test'))
    .action(async () => {
      const { webhooks } = readConfig(terminal.environment);
      if (!webhooks) throw new CommandError('WEBHOOK_URL is not set, so there is no receiver to test.');
      const sentAt = systemClock();
      const body = JSON.stringify({ type: 'webhook.test', timestamp: sentAt, data: {} });
      const answer = await postWebhook(webhooks, { id: timeOrderedId(), sentAt, body });
      if (answer.kind !== 'taken') {
        throw new CommandError(`The webhook was not taken: ${answer.reply}\nWhat to do: ${adviceFor(answer.reply)}`);
      }
      print(terminal, answer.reply);
    });
}
