import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import type { RetryRules } from '../queue/backoff.ts';
import { Job } from '../queue/job.ts';
import { deleteJobsAbout, retryJobs } from '../queue/jobs.ts';
import { createWorker, type Worker } from '../queue/worker.ts';
import type { Database } from '../sql/database.ts';
import { createMigratedDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../testing/webhookReceiver.ts';
import { webhookDelivery } from './deliverWebhook.ts';
import { createTellProduct } from './tellProduct.ts';
import { WEBHOOK_TYPES, type WebhookType } from './webhookTypes.ts';

const QUICK_RETRY: RetryRules = { firstDelayMs: 5, longestDelayMs: 40, giveUpAfterMs: 3 * 24 * 3_600_000 };
const HOUR_MS = 3_600_000;

describe('the webhooks of the queue', { tags: ['webhooks-told'] }, () => {
  let folder: string;
  let test: TestDatabase;
  let database: Database;
  let receiver: WebhookReceiver;
  let aheadMs = 0;
  const workers: Worker[] = [];
  const clock = () => new Date(Date.now() + aheadMs);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-webhooks-'));
    test = await createMigratedDatabase(folder);
    database = await openDatabase(readConfig({ DATABASE_URL: test.url }).database);
    await migrateUp(database);
    receiver = await startWebhookReceiver();
    aheadMs = 0;
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(worker => worker.stop(0)));
    await receiver.close();
    await database.close();
    await test.drop();
    await rm(folder, { recursive: true });
  });

  function startWorker(own: Partial<Parameters<typeof webhookDelivery>[0]> = {}): Worker {
    const settings = { url: receiver.url, secrets: [WEBHOOK_SECRET], privateNetwork: false };
    const worker = createWorker({
      orm: database,
      delivery: webhookDelivery({ settings, clock, retry: QUICK_RETRY, timeLimitMs: 5_000, ...own }),
      log: { info() {}, warn() {}, error() {} },
      clock,
      rules: { pollMs: 20, betweenClaimsMs: 0, maintenanceMs: 50 },
    });
    workers.push(worker);
    worker.start();
    return worker;
  }

  const tell = (type: WebhookType, id: string) =>
    database.em
      .fork()
      .transactional(em =>
        createTellProduct(clock)(em, type, { id, reference: null, email: 'ada@example.com' as EmailAddress }),
      );
  const jobs = () => database.em.fork().find(Job, {}, { orderBy: { position: 1 } });

  it('come in the order of the changes, regardless of refusals and of the clock', async () => {
    const accounts = Array.from({ length: 4 }, () => randomUUID());
    const change = fc.record({
      account: fc.constantFrom(...accounts),
      type: fc.constantFrom(...WEBHOOK_TYPES),
      clockMs: fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
    });
    startWorker();
    startWorker();
    const statuses = fc.infiniteStream(fc.constantFrom(204, 204, 500, 403));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), statuses, async (changes, answers) => {
        const before = receiver.received.length;
        receiver.answer = () => answers.next().value ?? 204;
        for (const { account, type, clockMs } of changes) {
          aheadMs = clockMs;
          await tell(type, account);
          aheadMs = 0;
        }
        for (const worker of workers) worker.wake();
        await expect
          .poll(async () => (await jobs()).filter(({ state }) => state === 'queued').length, { timeout: 20_000 })
          .toBe(0);
        const ofThisRun = receiver.received.slice(before);
        for (const account of accounts) {
          const taken = ofThisRun.filter(({ data, status }) => data.account.id === account && status === 204);
          const first = taken.filter(({ id }, index) => taken.findIndex(other => other.id === id) === index);
          expect(first.map(({ type }) => type)).toEqual(
            changes.filter(each => each.account === account).map(({ type }) => type),
          );
        }
      }),
      { numRuns: 8 },
    );
  });

  it('wait for an earlier one of their account, and for no other', async () => {
    const [stuck, free] = [randomUUID(), randomUUID()];
    receiver.answer = ({ data }) => (data.account.id === stuck ? () => {} : 204);
    await tell('account.created', stuck);
    await tell('account.disabled', stuck);
    startWorker({ timeLimitMs: 60_000, slowAfterMs: 10 });
    await receiver.arrived(1);
    for (let n = 0; n < 20; n += 1) await tell('account.created', n % 2 === 0 ? free : randomUUID());
    workers[0]?.wake();
    await receiver.taken(20);
    expect(receiver.received.filter(({ data }) => data.account.id === stuck)).toHaveLength(1);
  });

  it('are parked after three days of refusals, and not before; the later ones then go on', async () => {
    const id = randomUUID();
    receiver.answer = ({ type }) => (type === 'account.created' ? 500 : 204);
    await tell('account.created', id);
    await tell('account.disabled', id);
    startWorker();
    await receiver.arrived(3);
    aheadMs = 71 * HOUR_MS;
    const tried = receiver.received.length;
    // The receiver's clock has not moved, so it now refuses the time of the signature: with 401.
    await expect.poll(async () => (await jobs())[0]?.lastReply, { timeout: 20_000 }).toBe('401');
    expect((await jobs()).map(({ state }) => state)).toEqual(['queued', 'queued']);
    expect(receiver.received).toHaveLength(tried);
    aheadMs = 73 * HOUR_MS;
    await expect
      .poll(async () => (await jobs()).map(({ state }) => state), { timeout: 20_000 })
      .toEqual(['parked', 'parked']);
  });

  it('are parked at once by 410, and are the same webhooks when an operator retries them', async () => {
    const id = randomUUID();
    receiver.answer = ({ type }) => (type === 'account.created' ? 410 : 204);
    await tell('account.created', id);
    await tell('account.disabled', id);
    startWorker();
    await receiver.taken(1);
    await expect.poll(async () => (await jobs()).map(({ state }) => state)).toEqual(['parked', 'sent']);
    const [parked, sent] = await jobs();
    expect(parked).toMatchObject({ lastReply: '410', payload: expect.any(String) });
    expect(sent).toMatchObject({ lastReply: '204', payload: null });
    receiver.answer = () => 204;
    expect(await retryJobs(database.em.fork(), WEBHOOK_TYPES, clock())).toBe(1);
    workers[0]?.wake();
    await receiver.taken(2);
    expect(receiver.received.at(-1)).toMatchObject({ id: parked?.id, data: { email: 'ada@example.com' } });
    expect(receiver.received.at(-1)?.timestamp).toBe(receiver.received[0]?.timestamp);
  });

  it('do not tell the address of an account that is deleted meanwhile', async () => {
    const id = randomUUID();
    await tell('account.created', id);
    await deleteJobsAbout(database.em.fork(), {
      accountId: id,
      address: 'ada@example.com' as never,
      formerAddresses: [],
    });
    await tell('account.deleted', id);
    expect(JSON.stringify(await jobs())).not.toContain('ada@example.com');
    startWorker();
    await receiver.taken(2);
    expect(receiver.received.map(({ type, data }) => [type, data])).toEqual([
      ['account.created', { account: { id, reference: null } }],
      ['account.deleted', { account: { id, reference: null } }],
    ]);
  });

  it('open the circuit breaker where the receiver is down, and all come when it is back', async () => {
    await receiver.close();
    for (let n = 0; n < 50; n += 1) await tell('account.created', randomUUID());
    const worker = startWorker();
    await expect
      .poll(async () => (await jobs()).map(({ lastReply }) => lastReply))
      .toContain('no connection (ECONNREFUSED)');
    expect(['open', 'half open']).toContain(worker.breaker());
    receiver = await startWebhookReceiver({ port: receiver.port });
    await receiver.taken(50);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(50);
  });
});
