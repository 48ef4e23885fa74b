import { Command, InvalidArgumentError, Option } from 'commander';
import { JOB_STATES, type Job, type JobState } from '../queue/job.ts';
import { listJobs } from '../queue/jobs.ts';
import { withScope } from './commandContext.ts';
import { examples } from './examples.ts';
import { type Column, table } from './table.ts';
import { print, say, type Terminal } from './terminal.ts';
import { timestamp } from './timestamp.ts';

const COLUMNS: ReadonlyArray<Column<Job>> = [
  { heading: 'ID', cell: job => job.id },
  { heading: 'KIND', cell: job => job.kind },
  { heading: 'REQUESTED (UTC)', cell: job => timestamp(job.createdAt) },
  { heading: 'STATE', cell: job => job.state },
  { heading: 'ATTEMPTS', cell: job => String(job.attempts) },
  { heading: 'NEXT TRY', cell: job => timestamp(nextTryOf(job)) },
  { heading: 'ACCOUNT', cell: job => job.accountId ?? '–' },
  { heading: 'LAST REPLY', cell: job => job.lastReply ?? '–' },
];

const ADDRESS: Column<Job> = { heading: 'ADDRESS', cell: job => job.address ?? '–' };

/** The jobs of a group of commands. */
export interface JobGroup {
  /** What one of them is called; the command as well. */
  readonly noun: 'mail' | 'webhook';
  readonly kinds: readonly string[];
}

/** `rekey mail list`, `rekey webhook list`: the state of each job. */
export function jobList(terminal: Terminal, { noun, kinds }: JobGroup): Command {
  return new Command('list')
    .summary(`list the ${noun}s, newest first`)
    .description(`Lists the ${noun}s in the queue, newest first, with the last reply of their server.`)
    .addOption(new Option('--state <state>', `list only ${noun}s in this state`).choices(JOB_STATES))
    .option('--limit <number>', `maximum number of ${noun}s`, wholeNumber, 50)
    .option('--addresses', 'show the addresses as well')
    .option('--json', 'write a JSON array')
    .addHelpText('after', examples(`${noun} list`, `${noun} list --state parked --addresses`, `${noun} list --json`))
    .action(async (options: { state?: JobState; limit: number; addresses?: true; json?: true }) => {
      const filter = { kinds, limit: options.limit, ...(options.state && { states: [options.state] }) };
      const jobs = await withScope(terminal, scope => listJobs(scope.em, filter));
      if (options.json)
        return print(
          terminal,
          JSON.stringify(
            jobs.map(job => listed(job, options.addresses)),
            null,
            2,
          ),
        );
      for (const line of table(options.addresses ? [...COLUMNS, ADDRESS] : COLUMNS, jobs)) print(terminal, line);
      if (jobs.length === 0) say(terminal, `There is no such ${noun}.`);
    });
}

function listed(job: Job, withAddress: true | undefined) {
  const { id, kind, createdAt, state, attempts, accountId, lastReply, settledAt, address } = job;
  const shown = {
    id,
    kind,
    createdAt,
    state,
    attempts,
    nextAttemptAt: nextTryOf(job),
    accountId,
    lastReply,
    settledAt,
  };
  return withAddress ? { ...shown, address } : shown;
}

/** Null for a job that has ended. */
function nextTryOf(job: Job): Date | null {
  return job.state === 'queued' ? job.nextAttemptAt : null;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
  return Number(text);
}
