import type { Clock } from '../domain/clock.ts';
import { describeDevice } from '../domain/describeDevice.ts';
import type { Composer, Composers } from '../mail/compose.ts';
import { mailDelivery } from '../mail/deliverMail.ts';
import { MAIL_JOB_KINDS } from '../mail/kinds.ts';
import type { MailServer } from '../mail/mailServer.ts';
import { loadTemplates } from '../mail/templates/templates.ts';
import { createTransport, type TransportOptions } from '../mail/transport.ts';
import type { RetryRules } from '../queue/backoff.ts';
import type { Delivery } from '../queue/delivery.ts';
import { enqueueWithin } from '../queue/enqueue.ts';
import { Job } from '../queue/job.ts';
import { createWorker, type Worker, type WorkerEvent, type WorkerOptions, type WorkerRules } from '../queue/worker.ts';
import type { Database } from '../sql/database.ts';
import { openTestDatabase } from './openTestDatabase.ts';
import { type SinkOptions, type SmtpSink, startSmtpSink } from './smtpSink.ts';

/** One line of the log that a test may look at. */
type LogLine = { readonly level: 'info' | 'warn' | 'error'; readonly message: string } & Readonly<
  Record<string, unknown>
>;

/** A queue on a real database, a real mail server, and a worker between them that has not started yet. */
export interface MailQueue {
  readonly orm: Database;
  readonly sink: SmtpSink;
  readonly worker: Worker;
  readonly events: readonly WorkerEvent[];
  readonly log: readonly LogLine[];
  /** Commits one job and wakes the worker. Returns the job's id. */
  enqueue(address: string, at?: Date): Promise<string>;
  /** Every job, in the order of asking. */
  jobs(): Promise<Job[]>;
  /** Resolves when that many events of these kinds have been seen. */
  seen(count: number, ...kinds: WorkerEvent['kind'][]): Promise<void>;
  /** Another worker on the same queue. */
  addWorker(own?: Partial<WorkerOptions>): Worker;
  close(): Promise<void>;
}

/** What differs from a queue with a mail server that takes everything. */
export interface MailQueueOptions {
  readonly sink?: SinkOptions | undefined;
  readonly server?: Partial<MailServer> | undefined;
  readonly transport?: Partial<TransportOptions> | undefined;
  readonly rules?: Partial<WorkerRules> | undefined;
  readonly retry?: Partial<RetryRules> | undefined;
  readonly compose?: Composer['compose'] | undefined;
  /** Instead of `compose`. */
  readonly composers?: Composers | undefined;
  readonly clock?: Clock | undefined;
  /** For how long a slow mail keeps its connection. */
  readonly slowAtLeastMs?: number | undefined;
}

/** Waits of milliseconds instead of seconds, and no jitter to wait for. */
const QUICK_RETRY: RetryRules = { firstDelayMs: 5, longestDelayMs: 40, giveUpAfterMs: 24 * 3_600_000 };
const QUICK_RULES: Partial<WorkerRules> = { pollMs: 20, betweenClaimsMs: 0 };

const brand = { name: 'Rekey', colour: '#3b5bdb', supportEmail: 'help@rekey.example' };

/** Mails the address that was asked for. */
export const composeReset: Composer['compose'] = async (_em, job) => ({
  to: job.address ?? '',
  name: 'password-reset',
  language: job.language,
  values: {
    address: job.address ?? '',
    device: describeDevice(job.userAgent),
    resetUrl: `https://rekey.example/password-reset-confirm/dWlk/${job.id}`,
    revokeUrl: `https://rekey.example/password-reset-revoke/dWlk/${job.id}`,
    expiresIn: 3600,
  },
});

/** As for an address without an account. */
export const composeDecoy: Composer['compose'] = async (em, job, now) => ({
  ...(await composeReset(em, job, now)),
  to: undefined,
});

/** Opens the queue; `close` takes everything down again, the database included. */
export async function openMailQueue(options: MailQueueOptions = {}): Promise<MailQueue> {
  const database = await openTestDatabase();
  const { orm } = database;
  const sink = await startSmtpSink(options.sink);
  const server: MailServer = { host: '127.0.0.1', port: sink.port, tls: 'none', from: 'no-reply@rekey.example' };
  const transport = createTransport({ ...server, ...options.server }, { brandName: brand.name, ...options.transport });
  const events: WorkerEvent[] = [];
  const watching = new Set<() => void>();
  const log: LogLine[] = [];
  const write = (level: LogLine['level']) => (fields: object, message: string) =>
    log.push({ level, message, ...fields });
  const clock = options.clock ?? (() => new Date());
  const delivery: Delivery = mailDelivery({
    orm,
    composers:
      options.composers ??
      ({
        ...Object.fromEntries(MAIL_JOB_KINDS.map(kind => [kind, { compose: composeReset }])),
        'password-reset': { compose: options.compose ?? composeReset },
      } as Composers),
    templates: loadTemplates(brand),
    transport,
    clock,
    retry: { ...QUICK_RETRY, ...options.retry },
    slowAtLeastMs: options.slowAtLeastMs,
  });
  const workers: Worker[] = [];
  const addWorker = (own: Partial<WorkerOptions> = {}) => {
    const worker = createWorker({
      orm,
      delivery,
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      clock,
      random: () => 0.5,
      observe(event) {
        events.push(event);
        for (const look of watching) look();
      },
      rules: { ...QUICK_RULES, ...options.rules },
      ...own,
    });
    workers.push(worker);
    return worker;
  };
  const worker = addWorker();

  return {
    orm,
    sink,
    worker,
    events,
    log,
    addWorker,
    async enqueue(address, at = new Date()) {
      const id = await enqueueWithin(orm.em.fork(), { kind: 'password-reset', address, language: 'en' }, at, () => 0);
      worker.wake();
      return id;
    },
    jobs: () => orm.em.fork().find(Job, {}, { orderBy: { createdAt: 1, id: 1 } }),
    seen: (count, ...kinds) =>
      new Promise(resolve => {
        const look = () => {
          if (events.filter(({ kind }) => kinds.includes(kind)).length < count) return;
          watching.delete(look);
          resolve();
        };
        watching.add(look);
        look();
      }),
    async close() {
      await Promise.all(workers.map(each => each.stop(0)));
      transport.close();
      await sink.close();
      await database.close();
    },
  };
}
