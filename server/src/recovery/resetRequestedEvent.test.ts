import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { Job } from '../queue/job.ts';
import { newJob, retryJobs } from '../queue/jobs.ts';
import { keptLog } from '../testing/keptLog.ts';
import { readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';

describe('the event of a reset request', () => {
  let app: TestApp;
  const { lines, log } = keptLog();
  beforeAll(async () => {
    app = await startTestApp({ LOG_LEVEL: 'info' }, log);
  });
  afterAll(() => app.close());

  const database = () => app.app.database.em.fork();

  /** Wakes the mail worker: a person without an account asks for a mail. */
  const wakeWorkers = () => newClient(app).requestPasswordReset('unknown@example.com');

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 20));
  }

  /** What the owner reads about requests, and the lines that the log has about them. */
  async function requestsOf(address: string) {
    const client = newClient(app);
    await client.login(address, GOOD_PASSWORD);
    const { data } = await client.send('{ me { id securityEvents(first: 50) { kind at ipAddress userAgent count } } }');
    const told = lines.filter(line => line.includes('PASSWORD_RESET_REQUESTED') && line.includes(data.me.id));
    return {
      events: data.me.securityEvents.filter((event: { kind: string }) => event.kind === 'PASSWORD_RESET_REQUESTED'),
      lines: told.length,
    };
  }

  it('is recorded also where the server was killed between claiming the job and composing the mail', async () => {
    await registerAccount(app, 'killed@example.com');
    const askedAt = new Date(app.now().getTime() - 30_000);
    const caller = { ipAddress: '192.0.2.7', userAgent: 'Some Browser' };
    await database().insert(Job, {
      ...newJob({ kind: 'password-reset', address: 'killed@example.com', language: 'en', caller }, askedAt),
      attempts: 1,
      leaseOwner: 'a server that was killed',
      leaseExpiresAt: new Date(askedAt.getTime() + 10_000),
    });
    await wakeWorkers();
    await readMail(app, 'killed@example.com', 2);

    expect(await requestsOf('killed@example.com')).toEqual({
      events: [{ kind: 'PASSWORD_RESET_REQUESTED', at: askedAt.toISOString(), ...caller, count: 1 }],
      lines: 1,
    });
  });

  it('is recorded once, however often its mail is tried', async () => {
    await registerAccount(app, 'tried@example.com');
    const { script } = app.sink;
    const ofTheMail = { kind: 'password-reset', address: 'tried@example.com' };

    app.sink.script = (step, address) =>
      step === 'recipient' && address === 'tried@example.com' ? { code: 550, text: 'no' } : 'ok';
    await newClient(app).requestPasswordReset('tried@example.com');
    await until(async () => (await database().count(Job, { ...ofTheMail, state: 'parked' })) === 1);
    app.sink.script = script;
    // The operator sends it again.
    await retryJobs(database(), ['password-reset'], app.now());
    await wakeWorkers();
    await readMail(app, 'tried@example.com', 2);
    // A server that stops before the mail server has answered gives the job back as it was.
    const untried = { state: 'queued', attempts: 0, leaseOwner: null, leaseExpiresAt: null, settledAt: null } as const;
    await until(async () => (await database().nativeUpdate(Job, { ...ofTheMail, state: 'sent' }, untried)) === 1);
    await wakeWorkers();
    await readMail(app, 'tried@example.com', 3);

    const { events, lines: told } = await requestsOf('tried@example.com');
    expect(events).toMatchObject([{ count: 1 }]);
    expect(told).toBe(1);
  });

  it('is recorded once where the address has an account only at a later attempt, and holds up no other job', async () => {
    const askedAt = new Date(app.now().getTime() - 1_000);
    const caller = { ipAddress: '192.0.2.8', userAgent: 'Some Browser' };
    const job = newJob({ kind: 'password-reset', address: 'late@example.com', language: 'en', caller }, askedAt);
    await database().insert(Job, job);
    await wakeWorkers();
    await until(async () => (await database().count(Job, { id: job.id, state: 'nothing-to-send' })) === 1);
    await registerAccount(app, 'late@example.com');
    // As a worker leaves it that has died after its claim.
    const claimed = { state: 'queued', attempts: 1, settledAt: null, nextAttemptAt: askedAt } as const;
    await database().nativeUpdate(Job, { id: job.id }, claimed);
    await wakeWorkers();
    await readMail(app, 'late@example.com', 2);
    expect(await database().count(SecurityEvent, { mailJobId: job.id })).toBe(1);
  });

  it('counts each of several requests of one client and day, also where they are concurrent', async () => {
    await registerAccount(app, 'thrice@example.com');
    await Promise.all([1, 2, 3].map(() => newClient(app).requestPasswordReset('thrice@example.com')));
    await readMail(app, 'thrice@example.com', 4);

    const { events, lines: told } = await requestsOf('thrice@example.com');
    expect(events).toMatchObject([{ count: 3 }]);
    expect(told).toBe(3);
  });
});
