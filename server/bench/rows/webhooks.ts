import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { migrateUp } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/openDatabase.ts';
import type { EmailAddress } from '../../src/domain/emailAddress.ts';
import { createWorker } from '../../src/queue/worker.ts';
import type { Database } from '../../src/sql/database.ts';
import { WEBHOOK_SECRET } from '../../src/testing/webhookReceiver.ts';
import { webhookDelivery } from '../../src/webhooks/deliverWebhook.ts';
import { createTellProduct } from '../../src/webhooks/tellProduct.ts';
import { countCompleted, SILENT } from '../drained.ts';
import { alternate, median, percent, spread } from '../figures.ts';
import { startWebhookSink } from '../processes.ts';
import type { Row } from '../row.ts';

const WEBHOOKS = 2_000;
const ROUNDS = 5;
const TARGET_RATIO = 0.6;

/** How fast the webhook worker drains a queue on SQLite, beside requests alone of the same bodies and signatures. */
export async function webhookRate(): Promise<Row[]> {
  const sink = await startWebhookSink();
  const url = `http://127.0.0.1:${sink.port}/webhooks`;
  const settings = { url, secrets: [WEBHOOK_SECRET], privateNetwork: false };
  const delivery = webhookDelivery({ settings });
  const measurements = {
    alone: () => requestsAlone(url, delivery.concurrency),
    worker: () => workerOverQueue(delivery),
  };
  await alternate(1, measurements);
  const { alone, worker } = await alternate(ROUNDS, measurements);
  sink.stop();
  const ratios = worker.map((figure, n) => figure / (alone[n] ?? Number.NaN));
  const perSecond = (figure: number) => String(Math.round(figure));
  return [
    {
      what: `webhooks delivered per second by the webhook worker, ${WEBHOOKS.toLocaleString('en')} waiting, SQLite`,
      beside: `fetch alone, signed, ${delivery.concurrency} at a time: ${spread(alone, perSecond)}/s`,
      target: `at least ${percent(TARGET_RATIO)}`,
      measured: `${spread(worker, perSecond)}/s: ${spread(ratios, percent)}`,
      met: median(ratios) >= TARGET_RATIO,
    },
  ];
}

async function requestsAlone(url: string, concurrency: number): Promise<number> {
  const started = performance.now();
  let left = WEBHOOKS;
  const requests = async () => {
    while (left > 0) {
      left -= 1;
      const [id, sentAt] = [randomUUID(), new Date()];
      const body = JSON.stringify({
        type: 'account.password_changed',
        timestamp: sentAt,
        data: { account: { id, reference: null } },
      });
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
          'webhook-signature': new Webhook(WEBHOOK_SECRET).sign(id, sentAt, body),
        },
        body,
      });
      if (response.status !== 204) throw new Error(`the receiver answers ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, requests));
  return WEBHOOKS / ((performance.now() - started) / 1_000);
}

async function workerOverQueue(delivery: ReturnType<typeof webhookDelivery>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-bench-'));
  const database = await openDatabase({ kind: 'sqlite', file: join(folder, 'webhooks.sqlite') });
  await migrateUp(database);
  try {
    return await drain(database, delivery);
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}

async function drain(database: Database, delivery: ReturnType<typeof webhookDelivery>): Promise<number> {
  const tellProduct = createTellProduct(() => new Date());
  await database.em.fork().transactional(async em => {
    for (let n = 0; n < WEBHOOKS; n += 1) {
      const email = `a${n}@example.com` as EmailAddress;
      await tellProduct(em, 'account.password_changed', { id: randomUUID(), reference: null, email });
    }
  });
  const delivered = countCompleted(WEBHOOKS);
  const worker = createWorker({ orm: database, delivery, log: SILENT, observe: delivered.observe });
  const started = performance.now();
  worker.start();
  await delivered.all;
  const seconds = (performance.now() - started) / 1_000;
  await worker.stop(1_000);
  return WEBHOOKS / seconds;
}
