import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../database/openDatabase.ts';
import type { Brand } from '../domain/brand.ts';
import { type ClockOffset, clockAhead } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { mailDelivery } from '../mail/deliverMail.ts';
import type { DkimKey, MailServer } from '../mail/mailServer.ts';
import { loadTemplates } from '../mail/templates/templates.ts';
import { createTransport } from '../mail/transport.ts';
import { createWorker, type WorkerEvent } from '../queue/worker.ts';
import type { DatabaseLocation } from '../sql/database.ts';
import { type ComposerSettings, composersFor } from './mailKinds.ts';

// The thread of the mail worker, with its own event loop and database connections. startMail.ts starts it.

/** The data of the thread: plain values, since it gets a copy. */
export interface MailThreadData {
  readonly database: DatabaseLocation;
  readonly secretKeys: SecretKeys;
  readonly settings: ComposerSettings;
  readonly brand: Brand;
  readonly mailTemplatesFolder: string | undefined;
  readonly mailServer: MailServer;
  readonly dkim: DkimKey | undefined;
  readonly clockOffset: ClockOffset;
}

/** The messages to the thread. */
export type ToMailThread = { readonly kind: 'wake' } | { readonly kind: 'stop'; readonly drainMs: number };

/** The messages of the thread. */
export type FromMailThread =
  | { readonly kind: 'started' }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly fields: object; readonly message: string }
  | { readonly kind: 'event'; readonly event: WorkerEvent }
  | { readonly kind: 'stopped' };

/** Connections to PostgreSQL, beside the one that openDatabase adds: for claims, for records, for composing. */
const POOL_SIZE = 2;

const data = workerData as MailThreadData;
const tell = (message: FromMailThread) => parentPort?.postMessage(message);
const logAt = (level: keyof Log) => (fields: object, message: string) => tell({ kind: 'log', level, fields, message });
const log: Log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

const clock = clockAhead(data.clockOffset);
const orm = await openDatabase(data.database, { poolSize: POOL_SIZE });
const transport = createTransport(data.mailServer, { brandName: data.brand.name, dkim: data.dkim });
const delivery = mailDelivery({
  orm,
  composers: composersFor({ secretKeys: data.secretKeys, log }, data.settings),
  templates: loadTemplates(data.brand, data.mailTemplatesFolder),
  transport,
  clock,
});
const worker = createWorker({ orm, delivery, log, clock, observe: event => tell({ kind: 'event', event }) });

parentPort?.on('message', async (message: ToMailThread) => {
  if (message.kind === 'wake') return worker.wake();
  await worker.stop(message.drainMs);
  transport.close();
  await orm.close();
  tell({ kind: 'stopped' });
  parentPort?.close();
});

worker.start();
tell({ kind: 'started' });
