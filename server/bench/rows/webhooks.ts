import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { EmailAddress } from '../../src/domain/emailAddress.ts';
import type { Database } from '../../src/sql/database.ts';
import { WEBHOOK_SECRET } from '../../src/testing/webhookReceiver.ts';
import { webhookDelivery } from '../../src/webhooks/deliverWebhook.ts';
import { createTellProduct } from '../../src/webhooks/tellProduct.ts';
import { drainedPerSecond } from '../drained.ts';
import { alternate, median, percent, perSecond, ratios, spread } from '../figures.ts';
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
    worker: () => drainedPerSecond(WEBHOOKS, enqueueAll, () => delivery),
  };
  await alternate(1, measurements);
  const { alone, worker } = await alternate(ROUNDS, measurements);
  sink.stop();
  const shares = ratios(worker, alone);
  return [
    {
      what: `webhooks delivered per second by the webhook worker, ${WEBHOOKS.toLocaleString('en')} waiting, SQLite`,
      beside: `fetch alone, signed, ${delivery.concurrency} at a time: ${spread(alone, perSecond)}/s`,
      target: `at least ${percent(TARGET_RATIO)}`,
      measured: `${spread(worker, perSecond)}/s: ${spread(shares, percent)}`,
      met: median(shares) >= TARGET_RATIO,
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

async function enqueueAll(database: Database): Promise<void> {
  const tellProduct = createTellProduct(() => new Date());
  await database.em.fork().transactional(async em => {
    for (let n = 0; n < WEBHOOKS; n += 1) {
      const email = `a${n}@example.com` as EmailAddress;
      await tellProduct(em, 'account.password_changed', { id: randomUUID(), reference: null, email });
    }
  });
}
