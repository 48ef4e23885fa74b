import { afterEach, describe, expect, it } from 'vitest';
import { composeDecoy, type MailQueue, openMailQueue } from '../testing/mailQueue.ts';
import { listJobs, queueStatus, retryJobs } from './jobs.ts';

const KINDS = ['password-reset'];

describe('an operator', () => {
  let queue: MailQueue;
  afterEach(() => queue.close());

  it('sees the state of the queue', async () => {
    queue = await openMailQueue({ compose: composeDecoy });
    const now = new Date();
    expect(await queueStatus(queue.orm.em.fork(), KINDS, now)).toEqual({
      queued: 0,
      parked: 0,
      oldestQueuedSeconds: 0,
    });
    await queue.enqueue('anna@example.com', new Date(now.getTime() - 90_000));
    await queue.enqueue('berta@example.com', now);
    expect(await queueStatus(queue.orm.em.fork(), KINDS, now)).toEqual({
      queued: 2,
      parked: 0,
      oldestQueuedSeconds: 90,
    });
    queue.worker.start();
    await queue.seen(2, 'completed');
    expect(await queueStatus(queue.orm.em.fork(), KINDS, now)).toEqual({
      queued: 0,
      parked: 0,
      oldestQueuedSeconds: 0,
    });
  });

  it('sees parked mails with the reason, and sends them again as the same mails', async () => {
    queue = await openMailQueue({
      sink: { script: step => (step === 'recipient' ? { code: 550, text: '5.1.1 Unknown' } : 'ok') },
    });
    queue.worker.start();
    const old = await queue.enqueue('old@example.com', new Date(Date.now() - 48 * 3_600_000));
    const other = await queue.enqueue('other@example.com');
    await queue.seen(2, 'parked');
    expect(await listJobs(queue.orm.em.fork(), { kinds: KINDS, states: ['parked'], limit: 10 })).toMatchObject([
      { id: other, lastReply: '550 5.1.1 Unknown' },
      { id: old, lastReply: '550 5.1.1 Unknown' },
    ]);
    expect(await listJobs(queue.orm.em.fork(), { kinds: KINDS, states: ['sent'], limit: 10 })).toEqual([]);

    queue.sink.script = () => 'ok';
    expect(await retryJobs(queue.orm.em.fork(), KINDS, new Date(), [old])).toBe(1);
    queue.worker.wake();
    await queue.seen(1, 'completed');
    expect(queue.sink.mails).toMatchObject([{ to: ['old@example.com'], messageId: `<${old}@rekey.example>` }]);
    expect(await retryJobs(queue.orm.em.fork(), KINDS, new Date())).toBe(1);
    queue.worker.wake();
    await queue.seen(2, 'completed');
    expect(await retryJobs(queue.orm.em.fork(), KINDS, new Date())).toBe(0);
  });
});
