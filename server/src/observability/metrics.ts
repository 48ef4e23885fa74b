import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { OPERATOR_FAULTS } from '../mail/smtp/replies.ts';
import type { BreachedPasswordCheck } from '../passwords/breachedPasswords.ts';
import type { WorkerEvent } from '../queue/worker.ts';

/** The metrics of the process, and their text for Prometheus. No label holds a value that a caller chose. */
export interface Metrics {
  /** An answered request; `route` is the pattern of the route and never the address that was asked for. */
  httpRequest(
    request: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void;
  /**
   * A root field of an operation; `outcome` is a member of its union, a value of its enum, `ok`, `error` or
   * `unavailable`.
   */
  operation(operation: string, outcome: string, seconds: number): void;
  limitHit(operation: string): void;
  hashingRefused(): void;
  mailBreakerOpened(): void;
  hashingTimedOut(): void;
  breachedPasswordCheck(outcome: BreachedPasswordCheck): void;
  /** An event of a worker. No metric tells a mail from a job without a recipient. */
  worker(name: WorkerName, event: WorkerEvent): void;
  /**
   * Gauges that one reading sets at each scrape. They are NaN where the reading fails, as it does without a database.
   */
  gauges<Key extends string>(
    named: Readonly<Record<Key, GaugeName>>,
    read: () => Promise<Readonly<Record<Key, number>>>,
  ): void;
  /** The text format, version 0.0.4. */
  text(): Promise<string>;
}

/** The workers: of mail, and of webhooks. */
export type WorkerName = 'mail' | 'webhook';

/** The name of a gauge, and its help text. */
type GaugeName = readonly [name: string, help: string];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const LATENCY_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ACCEPTANCE_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 14_400];

/** Node's own: memory, garbage, event-loop lag, handles. They belong to the process, and so are registered once. */
let ofTheProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofTheProcess === undefined) {
    ofTheProcess = new Registry();
    collectDefaultMetrics({ register: ofTheProcess });
  }
  return ofTheProcess;
}

/** Makes the metrics of one server; `version` is that of the program. */
export function createMetrics(version: string): Metrics {
  const node = processRegistry();
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });

  // What joins a version to other series, as in `… * on (instance) group_left (version) rekey_build_info`.
  new Gauge({
    name: 'rekey_build_info',
    help: 'Always 1; the label is the version.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1);
  const http = histogram(
    'http_request_duration_seconds',
    'Duration of HTTP requests.',
    ['method', 'route', 'status_code'],
    LATENCY_SECONDS,
  );
  const operations = histogram(
    'rekey_graphql_operation_duration_seconds',
    'Duration of queries and mutations by outcome.',
    ['operation', 'outcome'],
    LATENCY_SECONDS,
  );
  const limits = counter('rekey_limit_hits_total', 'Attempts that a rate limit refused.', ['operation']);
  const refused = counter('rekey_hashing_refused_total', 'Passwords that were not hashed because the queue was full.');
  const breaker = counter(
    'rekey_mail_breaker_opened_total',
    'Times that callers without a known device requested more emails within an hour than EMAIL_HOURLY_LIMIT allows.',
  );
  const timedOut = counter(
    'rekey_hashing_timed_out_total',
    'Passwords whose hashing timed out; each time a thread was replaced.',
  );
  const breachedChecks = counter(
    'rekey_breached_password_checks_total',
    'Checks of new passwords against breached ones by outcome; the password was accepted where the check failed.',
    ['outcome'],
  );
  const ofWorker = (name: WorkerName) => ({
    acceptance: histogram(
      `rekey_${name}_acceptance_seconds`,
      `Time from a request until its ${name} was accepted; jobs without a recipient take as long as others.`,
      ['kind'],
      ACCEPTANCE_SECONDS,
    ),
    attempts: counter(`rekey_${name}_attempts_total`, `Attempts to deliver ${name} jobs by outcome.`, [
      'kind',
      'outcome',
    ]),
    failures: counter(
      `rekey_${name}_server_failures_total`,
      `Times that the circuit breaker opened because the ${name} server was unavailable or rejected us.`,
      ['operator_fault'],
    ),
  });
  const workers = { mail: ofWorker('mail'), webhook: ofWorker('webhook') };
  const faults = counter(
    'rekey_mail_operator_faults_total',
    `Attempts that the mail server refused for what the operator may have to fix: ${OPERATOR_FAULTS.join(', ')}.`,
    ['fault'],
  );

  return {
    httpRequest({ method, route, status }, seconds) {
      http.observe({ method: METHODS.has(method) ? method : 'other', route, status_code: status }, seconds);
    },
    operation: (operation, outcome, seconds) => operations.observe({ operation, outcome }, seconds),
    limitHit: operation => limits.inc({ operation }),
    hashingRefused: () => refused.inc(),
    mailBreakerOpened: () => breaker.inc(),
    hashingTimedOut: () => timedOut.inc(),
    breachedPasswordCheck: outcome => breachedChecks.inc({ outcome }),
    worker(name, event) {
      const { acceptance, attempts, failures } = workers[name];
      if (event.kind === 'unavailable') return failures.inc({ operator_fault: String(event.operatorFault) });
      if (event.kind === 'operator-fault') return faults.inc({ fault: event.fault });
      attempts.inc({ kind: event.job, outcome: event.kind }, event.kind === 'parked' ? event.count : 1);
      if (event.kind === 'completed') acceptance.observe({ kind: event.job }, event.sinceRequestMs / 1000);
    },
    gauges(named, read) {
      let reading: ReturnType<typeof read> | undefined;
      const once = () => {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        return reading;
      };
      for (const [key, [name, help]] of Object.entries<GaugeName>(named)) {
        const gauge: Gauge = new Gauge({
          name,
          help,
          registers,
          async collect() {
            gauge.set(
              await once().then(
                values => values[key as keyof typeof values],
                () => Number.NaN,
              ),
            );
          },
        });
      }
    },
    text: async () => `${await node.metrics()}\n${await registry.metrics()}`,
  };
}
