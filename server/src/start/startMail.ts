import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config/config.ts';
import { type ClockOffset, createClockOffset } from '../domain/clock.ts';
import { errorMessage } from '../domain/errorMessage.ts';
import type { Log } from '../domain/log.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import type { MailServer } from '../mail/mailServer.ts';
import type { WorkerName } from '../observability/metrics.ts';
import { backoffMs, type RetryRules } from '../queue/backoff.ts';
import type { WorkerEvent } from '../queue/worker.ts';
import type { FromMailThread, MailThreadData, ToMailThread } from './mailThread.ts';

/** The mail worker in its thread. */
export interface MailThread {
  /** Starts delivering, with links to `publicUrl`. */
  start(publicUrl: string): void;
  /** There may be a new job. Never throws and never waits. Before the start it does nothing, since the start polls. */
  wake(): void;
  /** Finishes the mails under way within `drainMs`, releases the rest, and ends the thread. Never throws. */
  stop(drainMs: number): Promise<void>;
}

const FILE = new URL(import.meta.url.endsWith('.ts') ? './mailThread.ts' : './mailThread.js', import.meta.url);

/** A thread that ends is restarted after about half a second at first, half a minute at most. */
const RESTART: RetryRules = { firstDelayMs: 500, longestDelayMs: 30_000, giveUpAfterMs: Number.POSITIVE_INFINITY };

/** After this time the backoff of restarts is reset. */
const WELL_AFTER_MS = 60_000;

/** The time that a thread may take to end after its drain; then it is terminated. */
const END_WITHIN_MS = 2_000;

/**
 * Makes the mail worker. It runs in its own thread, with its own event loop and database connections. So the work for a
 * mail does not show in the response times of requests. The thread of the requests only commits jobs and posts "wake".
 * A thread that ends is logged and restarted; its leases expire.
 */
export function createMailThread(options: {
  readonly config: Pick<
    Config,
    | 'database'
    | 'brand'
    | 'mailTemplatesFolder'
    | 'dkim'
    | 'passwordResetTimeoutSeconds'
    | 'registrationTimeoutSeconds'
    | 'webhooks'
  >;
  readonly mailServer: MailServer;
  readonly secretKeys: SecretKeys;
  readonly log: Log;
  readonly observe: (worker: WorkerName, event: WorkerEvent) => void;
  readonly clockOffset?: ClockOffset | undefined;
  /** The module of the thread. */
  readonly file?: URL | undefined;
}): MailThread {
  const { config, mailServer, secretKeys, log, observe, clockOffset = createClockOffset(), file = FILE } = options;
  const stopping = new AbortController();
  let thread: Worker | undefined;
  let startedWith: string | undefined;

  const post = (message: ToMailThread) => thread?.postMessage(message);

  /** Resolves when the thread has ended, with or without an error. */
  function runThread(data: MailThreadData): Promise<void> {
    return new Promise(resolve => {
      // From sources, as tests do, the thread inherits no loader of a test runner.
      const started = new Worker(file, { workerData: data, ...(file.href.endsWith('.ts') && { execArgv: [] }) });
      thread = started;
      if (startedWith !== undefined) post({ kind: 'start', publicUrl: startedWith });
      // Until it is started, a server that fails to start can end without it.
      else started.unref();
      started.on('message', (messages: readonly FromMailThread[]) => {
        for (const message of messages) {
          if (message.kind === 'log') log[message.level](message.fields, message.message);
          else observe(message.worker, message.event);
        }
      });
      started.on('error', error => log.error({ reason: errorMessage(error) }, 'mail worker thread failed'));
      started.on('exit', () => {
        thread = undefined;
        resolve();
      });
    });
  }

  async function keepRunning(data: MailThreadData): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const startedAt = performance.now();
      await runThread(data);
      if (stopping.signal.aborted) return;
      failures = performance.now() - startedAt > WELL_AFTER_MS ? 1 : failures + 1;
      const restartInMs = backoffMs(failures, RESTART, Math.random);
      log.error({ failures, restartInMs }, 'mail worker thread ended, restarting');
      await sleep(restartInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const { database, brand, mailTemplatesFolder, dkim, passwordResetTimeoutSeconds, registrationTimeoutSeconds } =
    config;
  const settings = { passwordResetTimeoutSeconds, registrationTimeoutSeconds };
  // It loads while the server starts.
  const running = keepRunning({
    database,
    secretKeys,
    settings,
    brand,
    mailTemplatesFolder,
    mailServer,
    dkim,
    webhooks: config.webhooks,
    clockOffset,
  });

  return {
    start(publicUrl) {
      startedWith = publicUrl;
      thread?.ref();
      post({ kind: 'start', publicUrl });
    },
    wake: () => post({ kind: 'wake' }),
    async stop(drainMs) {
      stopping.abort();
      post({ kind: 'stop', drainMs });
      const ended = new AbortController();
      const all = running.finally(() => ended.abort());
      await Promise.race([
        all,
        sleep(drainMs + END_WITHIN_MS, undefined, { signal: ended.signal }).catch(() => undefined),
      ]);
      await thread?.terminate();
      await all;
    },
  };
}
