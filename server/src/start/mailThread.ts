import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../database/openDatabase.ts';
import type { Brand } from '../domain/brand.ts';
import { type ClockOffset, clockAhead } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { lowerThreadPriority } from '../domain/lowerThreadPriority.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { mailDelivery } from '../mail/deliverMail.ts';
import type { DkimKey, MailServer } from '../mail/mailServer.ts';
import { loadTemplates } from '../mail/templates/templates.ts';
import { createTransport } from '../mail/transport.ts';
import type { WorkerName } from '../observability/metrics.ts';
import type { Delivery } from '../queue/delivery.ts';
import { createWorker, type Worker as QueueWorker, type WorkerEvent } from '../queue/worker.ts';
import type { DatabaseLocation } from '../sql/database.ts';
import { webhookDelivery } from '../webhooks/deliverWebhook.ts';
import type { WebhookSettings } from '../webhooks/postWebhook.ts';
import { type ComposerSettings, composersFor } from './mailKinds.ts';

// The thread of the mail worker and the webhook worker, with its own event loop and database connections. startMail.ts
// starts it.

/** The data of the thread: plain values, since it gets a copy. */
export interface MailThreadData {
  readonly database: DatabaseLocation;
  readonly secretKeys: SecretKeys;
  readonly settings: Omit<ComposerSettings, 'publicUrl'>;
  readonly brand: Brand;
  readonly mailTemplatesFolder: string | undefined;
  readonly mailServer: MailServer;
  readonly dkim: DkimKey | undefined;
  readonly webhooks: WebhookSettings | undefined;
  readonly clockOffset: ClockOffset;
}

/** The messages to the thread. Nothing is delivered before the start. */
export type ToMailThread =
  | { readonly kind: 'start'; readonly publicUrl: string }
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop'; readonly drainMs: number };

/** The messages of the thread. */
export type FromMailThread =
  | { readonly kind: 'log'; readonly level: keyof Log; readonly fields: object; readonly message: string }
  | { readonly kind: 'event'; readonly worker: WorkerName; readonly event: WorkerEvent };

/** Connections to PostgreSQL, beside the one that openDatabase adds: for claims, for records, for composing. */
const POOL_SIZE = 2;

// Mail may wait briefly; the thread of the requests may not.
lowerThreadPriority(5);

const data = workerData as MailThreadData;

/** What is told within one turn of the loop goes over at once: the thread that serves requests is woken once for it. */
let untold: FromMailThread[] = [];

function tell(message: FromMailThread): void {
  if (untold.push(message) === 1) setImmediate(tellAll);
}

function tellAll(): void {
  parentPort?.postMessage(untold);
  untold = [];
}

const logAt = (level: keyof Log) => (fields: object, message: string) => tell({ kind: 'log', level, fields, message });
const log: Log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

const clock = clockAhead(data.clockOffset);
const orm = await openDatabase(data.database, { poolSize: POOL_SIZE });
const transport = createTransport(data.mailServer, { brandName: data.brand.name, dkim: data.dkim });
const templates = loadTemplates(data.brand, data.mailTemplatesFolder);
const workers: QueueWorker[] = [];

function start(publicUrl: string): void {
  const { secretKeys, settings, webhooks } = data;
  const composers = composersFor({ secretKeys, log }, { ...settings, publicUrl });
  startWorker('mail', mailDelivery({ orm, composers, templates, transport, clock }));
  if (webhooks) startWorker('webhook', webhookDelivery({ settings: webhooks, clock }));
}

function startWorker(name: WorkerName, delivery: Delivery): void {
  const observe = (event: WorkerEvent) => tell({ kind: 'event', worker: name, event });
  const worker = createWorker({ orm, delivery, log, clock, observe });
  workers.push(worker);
  worker.start();
}

async function stop(drainMs: number): Promise<void> {
  await Promise.all(workers.map(worker => worker.stop(drainMs)));
  transport.close();
  await orm.close();
  tellAll();
  parentPort?.close();
}

parentPort?.on('message', (message: ToMailThread) => {
  if (message.kind === 'wake') for (const worker of workers) worker.wake();
  else if (message.kind === 'start') start(message.publicUrl);
  else void stop(message.drainMs);
});
