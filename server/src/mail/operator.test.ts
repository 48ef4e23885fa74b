import { afterEach, describe, expect, it } from 'vitest';
import { type MailHouse, openMailHouse } from '../testing/mailHouse.ts';
import { listJobs } from './listJobs.ts';
import { queueStatus } from './queueStatus.ts';
import { retryJobs } from './retryJobs.ts';

describe('an operator', () => {
  let house: MailHouse;
  afterEach(() => house.close());

  it('sees how the queue stands', async () => {
    house = await openMailHouse({ compose: async () => undefined });
    const now = new Date();
    expect(await queueStatus(house.orm.em.fork(), now)).toEqual({ queued: 0, parked: 0, oldestQueuedSeconds: 0 });
    await house.promise('anna@example.com', new Date(now.getTime() - 90_000));
    await house.promise('berta@example.com', now);
    expect(await queueStatus(house.orm.em.fork(), now)).toEqual({ queued: 2, parked: 0, oldestQueuedSeconds: 90 });
    house.postman.start();
    await house.seen(2, 'nothing-to-send');
    expect(await queueStatus(house.orm.em.fork(), now)).toEqual({ queued: 0, parked: 0, oldestQueuedSeconds: 0 });
  });

  it('sees parked mails with the reason, and sends them again as the same mails', async () => {
    house = await openMailHouse({
      sink: { script: step => (step === 'recipient' ? { code: 550, text: '5.1.1 Unknown' } : 'ok') },
    });
    house.postman.start();
    const old = await house.promise('old@example.com', new Date(Date.now() - 48 * 3_600_000));
    const other = await house.promise('other@example.com');
    await house.seen(2, 'parked');
    expect(await listJobs(house.orm.em.fork(), { states: ['parked'], limit: 10 })).toMatchObject([
      { id: other, lastReply: '550 5.1.1 Unknown' },
      { id: old, lastReply: '550 5.1.1 Unknown' },
    ]);
    expect(await listJobs(house.orm.em.fork(), { states: ['sent'], limit: 10 })).toEqual([]);

    house.sink.script = () => 'ok';
    expect(await retryJobs(house.orm.em.fork(), new Date(), [old])).toBe(1);
    house.postman.wake();
    await house.seen(1, 'sent');
    expect(house.sink.mails).toMatchObject([{ to: ['old@example.com'], messageId: `<${old}@rekey.example>` }]);
    expect(await retryJobs(house.orm.em.fork(), new Date())).toBe(1);
    house.postman.wake();
    await house.seen(2, 'sent');
    expect(await retryJobs(house.orm.em.fork(), new Date())).toBe(0);
  });
});
