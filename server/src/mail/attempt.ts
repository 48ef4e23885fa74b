import type { SqlEntityManager } from '@mikro-orm/sql';
import { backoffMs, type RetryRules } from './backoff.ts';
import type { Delivery } from './delivery.ts';
import { errorMessage } from './errorMessage.ts';
import { putOffJob, releaseJobs } from './holdJobs.ts';
import { parkOverdueJobs } from './keepHouse.ts';
import type { Composers } from './mail.ts';
import type { MailJob } from './mailJob.ts';
import type { Outage } from './outage.ts';
import type { MailLog, PostmanEvent } from './postmanEvent.ts';
import type { Settler } from './settler.ts';
import type { Templates } from './templates/templates.ts';
import type { MailTransport } from './transport.ts';

/** What an attempt needs of its postman. */
export type AttemptParts = {
  orm: { em: SqlEntityManager };
  transport: MailTransport;
  composers: Composers;
  templates: Templates;
  log: MailLog;
  owner: string;
  clock: () => Date;
  random: () => number;
  observe: (event: PostmanEvent) => void;
  outage: Outage;
  settle: Settler;
  retry: RetryRules;
  /** Leave the mail server alone for so many milliseconds. */
  pause: (pauseMs: number) => void;
  /** Look at the queue again in so many milliseconds. */
  retryIn: (delayMs: number) => void;
};

/** Why an attempt was called off: the reason of its abort signal. */
export type CalledOff = 'too-long' | 'lease-lost' | 'stopping';

/**
 * Makes one mail out of a job, hands it to the mail server, and sees to what follows:
 * nothing to send and accepted end the job; refused parks it; put off and a failing server bring it back later, or park
 * it when it is too old for anybody to wait for. Resolves when what became of it is on disk.
 */
export async function attempt(parts: AttemptParts, job: MailJob, signal: AbortSignal): Promise<void> {
  const { observe, log, clock } = parts;
  const fields = { mailJob: job.id, kind: job.kind, account: job.accountId, attempts: job.attempts };

  const delivery = await composeAndSend(parts, job, signal);
  // What another postman has taken over is its business now.
  if (signal.reason === 'lease-lost') return;
  switch (delivery.kind) {
    case 'nothing-to-send':
      return end('nothing-to-send', null, () => observe({ kind: 'nothing-to-send', job: job.kind }));

    case 'accepted':
      parts.outage.answered();
      return end('sent', delivery.reply, () => {
        const sinceRequestMs = Math.max(0, clock().getTime() - job.createdAt.getTime());
        observe({ kind: 'sent', job: job.kind, sinceRequestMs });
        log.info({ ...fields, sinceRequestMs, reply: delivery.reply }, 'mail accepted');
      });

    case 'refused':
      parts.outage.answered();
      return park(delivery.reply);

    case 'put-off':
      parts.outage.answered();
      return bringBack(delivery.reply, backoffMs(job.attempts, parts.retry, parts.random));

    case 'failed':
      return bringBack(delivery.reply, backoffMs(job.attempts, parts.retry, parts.random));

    case 'server-failed':
      if (signal.reason === 'stopping') return releaseJobs(em(), parts.owner, [job.id]);
      if (signal.reason === 'too-long') delivery.reply = 'the server took too long over it all';
      return waitForServer(delivery);
  }

  async function waitForServer({ reply, operatorFault }: Extract<Delivery, { kind: 'server-failed' }>): Promise<void> {
    const now = clock();
    const pauseMs = parts.outage.failed(reply, operatorFault, now);
    if (pauseMs === undefined) return bringBack(reply, backoffMs(1, parts.retry, parts.random));

    // First of all, so that a database that is lost as well cannot keep the pause from ending.
    parts.pause(pauseMs);
    observe({ kind: 'server-failed', operatorFault });
    const told = { ...fields, reply, pauseMs };
    if (operatorFault) log.error(told, 'the mail server refuses us: somebody has to look at the EMAIL_* settings');
    else log.warn(told, 'the mail server cannot be reached or is unwilling');
    await bringBack(reply, pauseMs);
    const count = await parkOverdueJobs(em(), new Date(now.getTime() - parts.retry.giveUpAfterMs), reply, now);
    if (count > 0) {
      observe({ kind: 'parked', job: 'overdue', count });
      log.error({ count, reply }, 'mails were parked: the mail server has not taken them for too long');
    }
  }

  async function bringBack(reply: string, delayMs: number): Promise<void> {
    const now = clock();
    if (now.getTime() - job.createdAt.getTime() > parts.retry.giveUpAfterMs) return park(reply);
    await putOffJob(em(), parts.owner, job.id, reply, new Date(now.getTime() + delayMs));
    observe({ kind: 'retried', job: job.kind });
    log.warn({ ...fields, reply, retryInMs: delayMs }, 'mail put off');
    parts.retryIn(delayMs);
  }

  function park(reply: string): Promise<void> {
    return end('parked', reply, () => {
      observe({ kind: 'parked', job: job.kind, count: 1 });
      log.error({ ...fields, reply }, 'mail parked: it will not be sent unless somebody retries it');
    });
  }

  async function end(state: 'sent' | 'nothing-to-send' | 'parked', reply: string | null, then: () => void) {
    await parts.settle({ id: job.id, state, reply });
    then();
  }

  function em(): SqlEntityManager {
    return parts.orm.em.fork();
  }
}

type Outcome = Delivery | { kind: 'nothing-to-send' } | { kind: 'failed'; reply: string };

/** `failed` is a fault of ours, such as a lost database: the mail server was not asked. */
async function composeAndSend(parts: AttemptParts, job: MailJob, signal: AbortSignal): Promise<Outcome> {
  const now = parts.clock();
  try {
    const compose = parts.composers[job.kind];
    if (!compose) throw new Error(`no composer for mail jobs of kind "${job.kind}"`);
    const mail = await compose(parts.orm.em.fork(), job, now);
    if (!mail) return { kind: 'nothing-to-send' };
    const outgoing = { id: job.id, to: mail.to, language: mail.language, date: now, ...parts.templates.render(mail) };
    return await parts.transport.send(outgoing, signal);
  } catch (reason) {
    parts.log.error({ mailJob: job.id, kind: job.kind, reason: errorMessage(reason) }, 'a mail could not be composed');
    return { kind: 'failed', reply: 'the mail could not be composed; the log of the server says why' };
  }
}
