import { setTimeout as sleep } from 'node:timers/promises';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import { MAIL_JOB_KINDS } from '../src/mail/kinds.ts';
import { queueStatus } from '../src/queue/jobs.ts';
import type { Database } from '../src/sql/database.ts';
import { type PgBouncer, startPgBouncer } from '../src/testing/pgbouncer.ts';
import { startSmtpSink } from '../src/testing/smtpSink.ts';
import { startWebhookReceiver, WEBHOOK_SECRET } from '../src/testing/webhookReceiver.ts';
import { WEBHOOK_TYPES } from '../src/webhooks/webhookTypes.ts';
import { createBalancer, type SentRequest } from './balancer.ts';
import { EVERY_VICTIM } from './chaosDatabase.ts';
import { BCRYPT_COST, type Customer, inventCustomers, OPERATIONS, takeStep } from './customers.ts';
import { type DatabasePair, startDatabasePair } from './databasePair.ts';
import { type Insistent, insist, inventInsistent } from './insistent.ts';
import { type FailoverVerdict, isNothingLost, judgeFailover } from './judgeFailover.ts';
import { openMailboxes } from './mailboxes.ts';
import { type Absence, untrueAnswers, watchReadiness } from './readinessWatch.ts';
import { startSteadyLoad } from './steadyLoad.ts';
import { startVictim, type Victim } from './victim.ts';

/** The extent of a run. */
export interface FailoverOptions {
  readonly failovers: number;
  readonly perSecond: number;
  readonly replicas: number;
  /** Whether the servers reach the database through PgBouncer, which pools by transaction. */
  readonly pgbouncer: boolean;
}

/** One failover, in seconds. */
export interface FailoverTimes {
  /** From the kill to the promotion: what a manager of clusters needs to be sure. */
  readonly away: number;
  /** From the promotion until every operation was accepted once, and a mail and a webhook had arrived. */
  readonly back: number;
  /** From the promotion until the last request that failed was sent. */
  readonly lastFailure: number;
}

/** The result of a run. */
export type FailoverResult = FailoverVerdict & {
  readonly perSecond: number;
  /** Requests that were due and not sent, since every customer was waiting. Must be none. */
  readonly missed: number;
  /** Requests without an answer or with an error, and those that a limit or a full queue has refused. */
  readonly unanswered: number;
  readonly refused: number;
  /** Errors that say anything else than that the database is away, by their code. Must be none. */
  readonly otherErrors: Readonly<Record<string, number>>;
  /** Visits under way that never ended: their mail did not come, or their request got no answer. Must be none. */
  readonly stuck: number;
  readonly slowestAnswerMs: number;
  /** Answers of /readyz, and those that did not say how it was, with their time. Must be none. */
  readonly readiness: { readonly answers: number; readonly untrue: readonly string[] };
  readonly times: readonly FailoverTimes[];
  readonly exitStatuses: ReadonlyArray<number | null>;
  readonly seconds: number;
};

/** Within this time of the promotion everything has to be served again. */
const BACK_WITHIN_MS = 10_000;
/** A manager of clusters takes this long to be sure that the primary is gone. */
const AWAY_AT_LEAST_MS = 1_000;
const AWAY_AT_MOST_MS = 8_000;
/** Until then every customer has come once or twice, and every operation is under way. */
const WARM_UP_MS = 20_000;
/** Between the failovers, with the standby in place. */
const CALM_MS = 5_000;
const DRAIN_WITHIN_MS = 120_000;
/** So few that each of them returns several times, and so many that no limit of an account stops them. */
const CUSTOMERS_PER_REQUEST_A_SECOND = 12;
const INSISTENT = 20;
/** Their part of the requests: most of these are refused, and so cost little. */
const INSISTENCE = 0.05;

/**
 * Runs servers with limits, mails and webhooks under a steady load, and makes the database fail over again and again.
 * What was answered is then compared with what the database holds and with what has arrived.
 */
export async function runFailover(options: FailoverOptions): Promise<FailoverResult> {
  const started = performance.now();
  const pair = await startDatabasePair();
  const opened: Array<{ close(): Promise<unknown> }> = [pair];
  try {
    const pooler = options.pgbouncer ? await startPgBouncer(pair.port) : undefined;
    if (pooler) opened.unshift(pooler);
    const sink = await startSmtpSink();
    const receiver = await startWebhookReceiver();
    opened.unshift(sink, receiver);
    const mailboxes = openMailboxes(sink);
    const webhookArrivals: number[] = [];
    receiver.answer = () => {
      webhookArrivals.push(performance.now());
      return 204;
    };
    if (pooler) await giveTimeouts(pair);
    const customers = await onPrimary(pair, async database => {
      await migrateUp(database);
      return inventCustomers(database, options.perSecond * CUSTOMERS_PER_REQUEST_A_SECOND);
    });
    const insistent = inventInsistent(INSISTENT);

    const servers = Array.from({ length: options.replicas }, () =>
      startVictim(environmentOf({ pair, pooler, sinkPort: sink.port, webhookUrl: receiver.url }), false),
    );
    opened.unshift(...servers.map(server => ({ close: () => server.kill() })));
    const urls = await Promise.all(servers.map(urlOf));
    const balancer = createBalancer(urls);
    const readiness = watchReadiness(urls);
    const load = startSteadyLoad<Customer>({
      perSecond: options.perSecond * (1 - INSISTENCE),
      visitors: customers,
      visit: customer => takeStep(customer, balancer, mailboxes),
    });
    const insisting = startSteadyLoad<Insistent>({
      perSecond: options.perSecond * INSISTENCE,
      visitors: insistent,
      visit: each => insist(each, balancer),
    });

    const absences: Absence[] = [];
    await sleep(WARM_UP_MS);
    const loadFrom = performance.now();
    for (let failover = 0; failover < options.failovers; failover++) {
      await sleep(CALM_MS);
      const killBegunAt = performance.now();
      await pair.killPrimary();
      const killedAt = performance.now();
      await sleep(AWAY_AT_LEAST_MS + Math.random() * (AWAY_AT_MOST_MS - AWAY_AT_LEAST_MS));
      await pair.promoteStandby();
      absences.push({ killBegunAt, killedAt, promotedAt: performance.now() });
      await sleep(BACK_WITHIN_MS);
      await pair.rebuildStandby();
    }
    await sleep(CALM_MS);
    const loadSeconds = (performance.now() - loadFrom) / 1000;

    const missed = load.missed() + insisting.missed();
    const stuck = [...(await load.stop(BACK_WITHIN_MS)), ...(await insisting.stop(BACK_WITHIN_MS))].length;
    await readiness.stop();
    const requests = [...balancer.requests];
    for (const customer of customers) while (customer.maybe) await takeStep(customer, balancer, mailboxes);

    return await onPrimary(pair, async database => {
      const giveUpAt = performance.now() + DRAIN_WITHIN_MS;
      while ((await queued(database)) > 0 && performance.now() < giveUpAt) await sleep(200);
      const exitStatuses = await Promise.all(servers.map(server => server.end()));
      const webhooks = receiver.received;
      const verdict = await judgeFailover({ database, customers, insistent, mailboxes, webhooks });
      return {
        accepted: requests.filter(isAccepted).length,
        ...verdict,
        perSecond: Math.round(requests.filter(({ sentAt }) => sentAt > loadFrom).length / loadSeconds),
        missed,
        unanswered: requests.filter(({ outcome }) => outcome === undefined).length,
        refused: requests.filter(({ outcome }) => outcome === 'TooManyRequests').length,
        otherErrors: otherErrorsOf(requests),
        stuck,
        slowestAnswerMs: Math.round(Math.max(...requests.map(({ sentAt, answeredAt }) => answeredAt - sentAt))),
        readiness: {
          answers: readiness.answers.length,
          untrue: untrueAnswers(readiness.answers, absences, BACK_WITHIN_MS).map(
            ({ answeredAt, says }) => `${says}, ${placeOf(answeredAt, absences)}`,
          ),
        },
        times: absences.map((absence, index) =>
          timesOf(absence, absences[index + 1]?.killBegunAt ?? Number.POSITIVE_INFINITY, {
            requests,
            arrivals: [mailboxes.arrivals, webhookArrivals],
          }),
        ),
        exitStatuses,
        seconds: Math.round((performance.now() - started) / 1000),
      };
    });
  } finally {
    for (const each of opened) await each.close();
  }
}

function environmentOf(options: {
  readonly pair: DatabasePair;
  readonly pooler: PgBouncer | undefined;
  readonly sinkPort: number;
  readonly webhookUrl: string;
}): Record<string, string> {
  return {
    ...EVERY_VICTIM,
    DATABASE_URL: options.pooler?.url() ?? `postgresql://postgres@127.0.0.1:${options.pair.port}/postgres`,
    BCRYPT_COST: String(BCRYPT_COST),
    // Every customer is a client of their own.
    TRUST_PROXY: '127.0.0.1',
    EMAIL_HOURLY_LIMIT: '1000000',
    EMAIL_HOST: '127.0.0.1',
    EMAIL_PORT: String(options.sinkPort),
    EMAIL_USE_TLS: 'false',
    EMAIL_FROM: 'Rekey <no-reply@rekey.example>',
    WEBHOOK_URL: options.webhookUrl,
    WEBHOOK_SECRET,
  };
}

/** PgBouncer passes no timeouts on, so the role has them (docs/operations.md). */
async function giveTimeouts(pair: DatabasePair): Promise<void> {
  await onPrimary(pair, async ({ em }) => {
    await em.execute("alter role postgres set statement_timeout = '3s'");
    await em.execute("alter role postgres set idle_in_transaction_session_timeout = '10s'");
  });
}

/** Works with the primary past proxy and pooler. */
async function onPrimary<Result>(pair: DatabasePair, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({ kind: 'postgresql', url: pair.primaryUrl() });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function urlOf(server: Victim): Promise<string> {
  const url = await server.ready;
  if (url === undefined) throw new Error('a server did not start');
  return url;
}

async function queued(database: Database): Promise<number> {
  const status = await queueStatus(database.em.fork(), [...MAIL_JOB_KINDS, ...WEBHOOK_TYPES], new Date());
  return status.queued;
}

const REFUSALS = new Set(['TooManyRequests', 'InvalidCredentials', 'InvalidLink', 'NotSignedIn']);

function isAccepted({ outcome }: SentRequest): boolean {
  return outcome !== undefined && !REFUSALS.has(outcome);
}

function otherErrorsOf(requests: readonly SentRequest[]): Record<string, number> {
  const errors = requests.flatMap(({ error }) =>
    error === undefined || error === 'SERVICE_UNAVAILABLE' ? [] : [error],
  );
  return Object.fromEntries([...Map.groupBy(errors, error => error)].map(([error, { length }]) => [error, length]));
}

function timesOf(
  { killedAt, promotedAt }: Absence,
  until: number,
  seen: {
    readonly requests: readonly SentRequest[];
    readonly arrivals: ReadonlyArray<readonly number[]>;
  },
): FailoverTimes {
  const after = seen.requests.filter(({ sentAt, answeredAt }) => sentAt > promotedAt && answeredAt < until);
  const accepted = Map.groupBy(after.filter(isAccepted), ({ operation }) => operation);
  const first = [...accepted.values()].map(requests => Math.min(...requests.map(({ answeredAt }) => answeredAt)));
  const firstArrivals = seen.arrivals.map(times => times.find(at => at > promotedAt) ?? Number.POSITIVE_INFINITY);
  const isComplete = accepted.size === OPERATIONS.length;
  const failures = after.filter(({ outcome }) => outcome === undefined).map(({ sentAt }) => sentAt);
  return {
    away: seconds(promotedAt - killedAt),
    back: isComplete ? seconds(Math.max(...first, ...firstArrivals) - promotedAt) : Number.POSITIVE_INFINITY,
    lastFailure: seconds(Math.max(promotedAt, ...failures) - promotedAt),
  };
}

/** A time, as seconds after the last kill. */
function placeOf(at: number, absences: readonly Absence[]): string {
  const index = absences.findLastIndex(({ killedAt }) => killedAt < at);
  const { killedAt, promotedAt } = absences[index] ?? { killedAt: at, promotedAt: at };
  return `${seconds(at - killedAt)} s after kill ${index + 1} and ${seconds(at - promotedAt)} s after the promotion`;
}

const seconds = (ms: number) => Math.round(ms / 10) / 100;

/** Whether every guarantee holds. */
export function isServedThroughout(result: FailoverResult): boolean {
  const { missed, stuck, otherErrors, readiness, times, exitStatuses } = result;
  return (
    isNothingLost(result) &&
    missed === 0 &&
    stuck === 0 &&
    Object.keys(otherErrors).length === 0 &&
    readiness.untrue.length === 0 &&
    times.every(({ back, lastFailure }) => Math.max(back, lastFailure) * 1000 <= BACK_WITHIN_MS) &&
    exitStatuses.every(status => status === 0)
  );
}
