import { afterEach, describe, expect, it } from 'vitest';
import { type MailHouse, type MailHouseOptions, openMailHouse } from '../testing/mailHouse.ts';
import type { SinkAnswer } from '../testing/smtpSink.ts';
import { claimJobs } from './claimJobs.ts';
import { MailJob } from './mailJob.ts';

const hourMs = 3_600_000;

describe('postmen', () => {
  let house: MailHouse;
  afterEach(() => house.close());

  async function open(options: MailHouseOptions = {}): Promise<void> {
    house = await openMailHouse(options);
  }

  describe('among several', () => {
    it('shares a queue so that each mail is sent once', async () => {
      await open();
      const postmen = [house.postman, house.hire(), house.hire()];
      for (let i = 0; i < 150; i++) await house.promise(`a${i}@example.com`);
      for (const postman of postmen) postman.start();
      await house.seen(150, 'sent');
      expect(new Set(house.sink.mails.map(({ messageId }) => messageId)).size).toBe(150);
      expect(house.sink.mails).toHaveLength(150);
    });

    it('takes over the jobs of one that died, once its lease has run out', async () => {
      await open();
      await house.promise('anna@example.com');
      const claim = { owner: 'a postman who dies', now: new Date(Date.now() - 1_000), leaseMs: 1_100, limit: 10 };
      // Asked for a little earlier, so that the dead postman could have claimed it then.
      await house.orm.em.fork().nativeUpdate(MailJob, {}, { nextAttemptAt: new Date(Date.now() - 2_000) });
      expect(await claimJobs(house.orm.em.fork(), claim)).toHaveLength(1);
      house.postman.start();
      await house.seen(1, 'sent');
      expect(await house.jobs()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    });

    it('keeps a job to itself for as long as it is sending', async () => {
      await open({ rules: { leaseMs: 600 }, sink: { script: step => (step === 'data' ? 'hang' : 'ok') } });
      const rival = house.hire();
      house.postman.start();
      await house.promise('anna@example.com');
      await expect.poll(async () => (await house.jobs())[0]?.leaseOwner).toBeTruthy();
      const [held] = await house.jobs();
      rival.start();
      await expect
        .poll(
          async () =>
            ((await house.jobs())[0]?.leaseExpiresAt?.getTime() ?? 0) - (held?.leaseExpiresAt?.getTime() ?? 0),
        )
        .toBeGreaterThan(200);
      expect(await house.jobs()).toMatchObject([{ leaseOwner: held?.leaseOwner, attempts: 1 }]);
    });

    it('lets a job be that another has taken over meanwhile', async () => {
      await open({ rules: { leaseMs: 300 }, sink: { script: step => (step === 'data' ? 'hang' : 'ok') } });
      house.postman.start();
      await house.promise('anna@example.com');
      await expect.poll(async () => (await house.jobs())[0]?.leaseOwner).toBeTruthy();
      const far = new Date(Date.now() + 10_000);
      await house.orm.em.fork().nativeUpdate(MailJob, {}, { leaseOwner: 'another', leaseExpiresAt: far });
      await house.postman.stop(5_000);
      expect(await house.jobs()).toMatchObject([
        { state: 'queued', leaseOwner: 'another', attempts: 1, lastReply: null },
      ]);
    });
  });

  describe('told to stop', () => {
    it('finishes what is under way and puts the rest back untouched', async () => {
      await open({ transport: { connections: 1 } });
      for (let i = 0; i < 40; i++) await house.promise(`a${i}@example.com`);
      house.postman.start();
      await house.seen(1, 'sent');
      await house.postman.stop(5_000);
      const jobs = await house.jobs();
      const sent = jobs.filter(({ state }) => state === 'sent');
      expect(sent).toHaveLength(house.sink.mails.length);
      expect(jobs.length - sent.length).toBeGreaterThan(0);
      for (const job of jobs.filter(({ state }) => state === 'queued')) {
        expect(job).toMatchObject({ attempts: 0, leaseOwner: null, leaseExpiresAt: null });
      }
    });

    it('does not wait longer than it was given for a server that hangs', async () => {
      await open({ sink: { script: step => (step === 'data' ? 'hang' : 'ok') } });
      house.postman.start();
      await house.promise('anna@example.com');
      await expect.poll(async () => (await house.jobs())[0]?.leaseOwner).toBeTruthy();
      await house.postman.stop(30);
      expect(await house.jobs()).toMatchObject([{ state: 'queued', attempts: 0, leaseOwner: null }]);
    });
  });

  describe('on a clock that jumps', () => {
    it('sends nothing twice when the clock leaps ahead while it is sending', async () => {
      let aheadMs = 0;
      await open({
        parts: { clock: () => new Date(Date.now() + aheadMs) },
        sink: {
          script(step) {
            if (step === 'after-data') aheadMs = 48 * hourMs;
            return 'ok';
          },
        },
      });
      house.postman.start();
      for (let i = 0; i < 30; i++) await house.promise(`a${i}@example.com`);
      await house.seen(30, 'sent');
      expect(house.sink.mails).toHaveLength(30);
    });

    it('sends nothing twice when the clock is put back while it is sending', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({
        parts: { clock },
        sink: {
          async script(step): Promise<SinkAnswer> {
            if (step !== 'after-data') return 'ok';
            aheadMs = 0;
            // The postman is to notice before it hears that the mail was accepted.
            house.postman.wake();
            const inAnHour = Date.now() + hourMs;
            await expect.poll(async () => (await house.jobs())[0]?.leaseExpiresAt?.getTime()).toBeLessThan(inAnHour);
            return 'ok';
          },
        },
      });
      house.postman.start();
      await house.promise('anna@example.com', clock());
      await house.seen(1, 'sent');
      expect(await house.jobs()).toMatchObject([{ state: 'sent' }]);
      expect(house.sink.mails).toHaveLength(1);
    });

    it('sends what was asked for before the clock was put back', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({ parts: { clock }, rules: { leaseMs: 300 } });
      await house.promise('early@example.com', clock());
      // Taken in hand by a postman that died, also while the clock was ahead.
      await claimJobs(house.orm.em.fork(), { owner: 'a postman who dies', now: clock(), leaseMs: 300, limit: 1 });
      await house.promise('later@example.com', clock());
      aheadMs = 0;
      house.postman.start();
      await house.seen(2, 'sent');
    });

    it('notices that the clock was put back while it is at work', async () => {
      let aheadMs = 48 * hourMs;
      const clock = () => new Date(Date.now() + aheadMs);
      await open({ parts: { clock }, rules: { housekeepingMs: hourMs } });
      house.postman.start();
      await house.promise('first@example.com', clock());
      await house.seen(1, 'sent');
      // Asked for a little in the future of the clock that is ahead, so that it is not sent before that clock is put back.
      await house.promise('second@example.com', new Date(clock().getTime() + hourMs));
      aheadMs = 0;
      await house.seen(2, 'sent');
    });
  });

  it('forgets finished mails after the time that was set, and parked ones later', async () => {
    const day = 24 * hourMs;
    await open({ rules: { retention: { finishedMs: 7 * day, parkedMs: 30 * day }, housekeepingMs: 20 } });
    const settled = (state: 'sent' | 'nothing-to-send' | 'parked', days: number, address: string) =>
      house
        .promise(address)
        .then(id =>
          house.orm.em.fork().nativeUpdate(MailJob, { id }, { state, settledAt: new Date(Date.now() - days * day) }),
        );
    for (let i = 0; i < 3; i++) await settled('sent', 8, `old${i}@example.com`);
    await settled('nothing-to-send', 8, 'nobody@example.com');
    await settled('parked', 31, 'refused-long-ago@example.com');
    await settled('sent', 6, 'fresh@example.com');
    await settled('parked', 8, 'refused@example.com');
    house.postman.start();
    await expect
      .poll(async () => (await house.jobs()).map(({ address }) => address).sort())
      .toEqual(['fresh@example.com', 'refused@example.com']);
  });
});
