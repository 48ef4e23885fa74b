import { Command, InvalidArgumentError } from 'commander';
import { retryJobs } from '../queue/jobs.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `rekey mail retry`: queues parked mails again. */
export function mailRetry(terminal: Terminal): Command {
  return new Command('retry')
    .summary('try parked mails again')
    .description('Queues parked mails again. The running server sends them within seconds.')
    .argument('[id...]', 'the mails to retry; every parked mail by default', collectIds)
    .addHelpText('after', examples('mail retry', 'mail retry 4f1c9d1e-6f0a-4a53-9a53-0d6b8a3d7c11'))
    .action(async (ids: string[] | undefined) => {
      const wanted = ids === undefined || ids.length === 0 ? undefined : ids;
      const count = await withScope(terminal, scope => retryJobs(scope.em, scope.clock(), wanted));
      if (wanted && count < wanted.length) {
        throw new CommandError(
          `${count} of ${wanted.length} mails are queued again; the others are not parked, or do not exist.`,
        );
      }
      say(terminal, count === 1 ? '1 mail is queued again.' : `${count} mails are queued again.`);
    });
}

function collectIds(id: string, earlier: string[] | undefined): string[] {
  if (!UUID.test(id)) throw new InvalidArgumentError('It is not the id of a mail; see: rekey mail list');
  return [...new Set([...(earlier ?? []), id])];
}
