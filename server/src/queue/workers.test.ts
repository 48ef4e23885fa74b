import { afterEach, describe, expect, it } from 'vitest';
import { type MailQueue, type MailQueueOptions, openMailQueue } from '../testing/mailQueue.ts';
import type { SinkAnswer } from '../testing/smtpSink.ts';
import { Job } from './job.ts';
import { claimJobs } from './jobs.ts';

const hourMs = 3_600_000;
const kinds = ['password-reset'];

describe('workers', () => {
  let queue: MailQueue;
  afterEach(() => queue.close());

  async function open(options: MailQueueOptions = {}): Promise<void> {
    queue = await openMailQueue(options);
  }

  describe('among several', () => {
    it('shares a queue so that each mail is sent once', async () => {
      await open();
      const workers = [queue.worker, queue.addWorker(), queue.addWorker()];
      for (let i = 0; i < 150; i++) await queue.enqueue(`a${i}@example.com`);
      for (const worker of workers) worker.start();
      await queue.seen(150, 'completed');
      expect(new Set(queue.sink.mails.map(({ messageId }) => messageId)).size).toBe(150);
      expect(queue.sink.mails).toHaveLength(150);
    });

    it('takes over the jobs of one that died, once its lease has run out', async () => {
      await open();
      await queue.enqueue('anna@example.com');
      const claim = {
        kinds,
        owner: 'a worker that dies',
        now: new Date(Date.now() - 1_000),
        leaseMs: 1_100,
        limit: 10,
      };
      // Asked for a little earlier, so that the dead worker could have claimed it then.
      await queue.orm.em.fork().nativeUpdate(Job, {}, { nextAttemptAt: new Date(Date.now() - 2_000) });
      expect(await claimJobs(queue.orm.em.fork(), claim)).toHaveLength(1);
      queue.worker.start();
      await queue.seen(1, 'completed');
      expect(await queue.jobs()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    });

    it('keeps a job to itself for as long as it is sending', async () => {
      await open({ rules: { leaseMs: 6_000 }, sink: { script: step => (step === 'data' ? 'hang' : 'ok') } });
      const rival = queue.addWorker();
      queue.worker.start();
      await queue.enqueue('anna@example.com');
      await expect.poll(async () => (await queue.jobs())[0]?.leaseOwner).toBeTruthy();
      const [held] = await queue.jobs();
      rival.start();
      await expect
        .poll(
          async () =>
            ((await queue.jobs())[0]?.leaseExpiresAt?.getTime() ?? 0) - (held?.leaseExpiresAt?.getTime() ?? 0),
        )
        .toBeGreaterThan(1_000);
      expect(await queue.jobs()).toMatchObject([{ leaseOwner: held?.leaseOwner, attempts: 1 }]);
    });

    it('ignores a job that another worker has claimed meanwhile', async () => {
      await open({ rules: { leaseMs: 6_000 }, sink: { script: step => (step === 'data' ? 'hang' : 'ok') } });
      queue.worker.start();
      await queue.enqueue('anna@example.com');
      await expect.poll(async () => (await queue.jobs())[0]?.leaseOwner).toBeTruthy();
      const far = new Date(Date.now() + 60_000);
      await queue.orm.em.fork().nativeUpdate(Job, {}, { leaseOwner: 'another', leaseExpiresAt: far });
      await queue.worker.stop(5_000);
      expect(await queue.jobs()).toMatchObject([
        { state: 'queued', leaseOwner: 'another', attempts: 1, lastReply: null },
      ]);
    });
  });

  describe('told to stop', () => {
    it('finishes what is under way and releases the rest unchanged', async () => {
      await open({ transport: { connections: 1 } });
      for (let i = 0; i < 40; i++) await queue.enqueue(`a${i}@example.com`);
      queue.worker.start();
      await queue.seen(1, 'completed');
      await queue.worker.stop(5_000);
      const jobs = await queue.jobs();
      const sent = jobs.filter(({ state }) => state === 'sent');
      expect(sent).toHaveLength(queue.sink.mails.length);
      expect(jobs.length - sent.length).toBeGreaterThan(0);
      for (const job of jobs.filter(({ state }) => state === 'queued')) {
        expect(job).toMatchObject({ attempts: 0, leaseOwner: null, leaseExpiresAt: null });
      }
    });

    it('does not wait longer than it was given for a server that hangs', async () => {
      await open({ sink: { script: step => (step === 'sender' ? 'hang' : 'ok') } });
      queue.worker.start();
      await queue.enqueue('anna@example.com');
      await expect.poll(async () => (await queue.jobs())[0]?.leaseOwner).toBeTruthy();
      await queue.worker.stop(30);
      expect(await queue.jobs()).toMatchObject([{ state: 'queued', attempts: 0, leaseOwner: null }]);
    });

    it('does not send a mail again at once that the server has whole, and may have delivered', async () => {
      const retry = { longestDelayMs: hourMs };
      await open({ sink: { script: step => (step === 'after-data' ? 'hang' : 'ok') }, retry });
      queue.worker.start();
      await queue.enqueue('anna@example.com');
      await queue.sink.arrived(1);
      await queue.worker.stop(30);
      expect(await queue.jobs()).toMatchObject([
        {
          state: 'queued',
          attempts: 1,
          unconfirmed: 1,
          leaseOwner: null,
          lastReply: expect.stringMatching(/^stopped/),
        },
      ]);
      const [job] = await queue.jobs();
      expect((job?.nextAttemptAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(hourMs / 2);
      expect(queue.events.map(({ kind }) => kind)).toEqual(['deferred']);

      queue.sink.script = () => 'ok';
      queue.addWorker().start();
      await queue.enqueue('berta@example.com');
      await queue.seen(1, 'completed');
      expect(queue.sink.mails.map(({ to }) => to[0])).toEqual(['anna@example.com', 'berta@example.com']);
    });
  });

  describe('on a clock that jumps', () => {
    it('sends nothing twice when the clock leaps ahead while it is sending', async () => {
      let aheadMs = 0;
      await open({
        clock: () => new Date(Date.now() + aheadMs),
        sink: {
          script(step) {
            if (step === 'after-data') aheadMs = 48 * hourMs;
            return 'ok';
          },
        },
      });
      queue.worker.start();
      for (let i = 0; i < 30; i++) await queue.enqueue(`a${i}@example.com`);
      await queue.seen(30, 'completed');
      expect(queue.sink.mails).toHaveLength(30);
    });

    it('sends nothing twice when the clock is set back while it is sending', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({
        clock,
        sink: {
          async script(step): Promise<SinkAnswer> {
            if (step !== 'after-data') return 'ok';
            aheadMs = 0;
            // The worker has to notice before the mail is accepted.
            queue.worker.wake();
            const inAnHour = Date.now() + hourMs;
            await expect.poll(async () => (await queue.jobs())[0]?.leaseExpiresAt?.getTime()).toBeLessThan(inAnHour);
            return 'ok';
          },
        },
      });
      queue.worker.start();
      await queue.enqueue('anna@example.com', clock());
      await queue.seen(1, 'completed');
      expect(await queue.jobs()).toMatchObject([{ state: 'sent' }]);
      expect(queue.sink.mails).toHaveLength(1);
    });

    it('sends jobs from before the clock was set back', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({ clock, rules: { leaseMs: 300 } });
      await queue.enqueue('early@example.com', clock());
      // Claimed by a worker that died, also while the clock was ahead.
      await claimJobs(queue.orm.em.fork(), {
        kinds,
        owner: 'a worker that dies',
        now: clock(),
        leaseMs: 300,
        limit: 1,
      });
      await queue.enqueue('later@example.com', clock());
      aheadMs = 0;
      queue.worker.start();
      await queue.seen(2, 'completed');
    });

    it('notices that the clock was set back while it is running', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({ clock, rules: { maintenanceMs: hourMs } });
      queue.worker.start();
      await queue.enqueue('first@example.com', clock());
      await queue.seen(1, 'completed');
      // Requested slightly in the future of the fast clock, so that it is not sent before that clock is set back.
      await queue.enqueue('second@example.com', new Date(clock().getTime() + hourMs));
      aheadMs = 0;
      await queue.seen(2, 'completed');
    });
  });
});
