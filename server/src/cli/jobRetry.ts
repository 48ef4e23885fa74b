import { Command, InvalidArgumentError } from 'commander';
import { isUuid } from '../domain/isUuid.ts';
import { retryJobs } from '../queue/jobs.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import type { JobGroup } from './jobList.ts';
import { say, type Terminal } from './terminal.ts';

/** `rekey mail retry`, `rekey webhook retry`: queues parked jobs again. */
export function jobRetry(terminal: Terminal, { noun, kinds }: JobGroup): Command {
  return new Command('retry')
    .summary(`try parked ${noun}s again`)
    .description(`Queues parked ${noun}s again. The running server sends them within seconds.`)
    .argument('[id...]', `the ${noun}s to retry; every parked ${noun} by default`, collectIds)
    .addHelpText('after', examples(`${noun} retry`, `${noun} retry 4f1c9d1e-6f0a-4a53-9a53-0d6b8a3d7c11`))
    .action(async (ids: string[] | undefined) => {
      const wanted = ids === undefined || ids.length === 0 ? undefined : ids;
      const count = await withScope(terminal, scope => retryJobs(scope.em, kinds, scope.clock(), wanted));
      if (wanted && count < wanted.length) {
        throw new CommandError(
          `${count} of ${wanted.length} ${noun}s are queued again; the others are not parked, or do not exist.`,
        );
      }
      say(terminal, count === 1 ? `1 ${noun} is queued again.` : `${count} ${noun}s are queued again.`);
    });

  function collectIds(id: string, earlier: string[] | undefined): string[] {
    if (!isUuid(id)) throw new InvalidArgumentError(`It is not the id of a ${noun}; see: rekey ${noun} list`);
    return [...new Set([...(earlier ?? []), id])];
  }
}
