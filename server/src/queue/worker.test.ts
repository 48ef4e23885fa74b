import { afterEach, describe, expect, it } from 'vitest';
import {
  composeDecoy,
  composeReset,
  type MailQueue,
  type MailQueueOptions,
  openMailQueue,
} from '../testing/mailQueue.ts';
import { closedPort, type SinkAnswer, type SinkStep, startSmtpSink } from '../testing/smtpSink.ts';
import { enqueueWithin } from './enqueue.ts';

const hourMs = 3_600_000;

describe('the worker', () => {
  let queue: MailQueue;
  afterEach(() => queue.close());

  async function open(options: MailQueueOptions = {}): Promise<void> {
    queue = await openMailQueue(options);
  }

  /** Answers with each of these in turn at the given step, then accepts. */
  function inTurn(step: SinkStep, ...answers: SinkAnswer[]) {
    return (at: SinkStep): SinkAnswer => (at === step ? (answers.shift() ?? 'ok') : 'ok');
  }

  it('sends a mail as soon as it is woken', async () => {
    await open({ rules: { pollMs: hourMs } });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(queue.sink.mails).toMatchObject([{ to: ['anna@example.com'] }]);
    expect(await queue.jobs()).toMatchObject([
      { state: 'sent', attempts: 1, leaseOwner: null, settledAt: expect.any(Date) },
    ]);
  });

  it('finds by itself what it was not woken for', async () => {
    await open();
    await queue.enqueue('before@example.com');
    queue.worker.start();
    await queue.seen(1, 'completed');
    expect(queue.sink.mails).toMatchObject([{ to: ['before@example.com'] }]);
  });

  it('ends a job quietly when there is no recipient', async () => {
    await open({ compose: composeDecoy });
    queue.worker.start();
    await queue.enqueue('unknown@example.com');
    await queue.seen(1, 'completed');
    expect(await queue.jobs()).toMatchObject([{ state: 'nothing-to-send', lastReply: null }]);
    expect(queue.sink.connections).toBe(0);
  });

  it('names each mail after its job, so that a repeated mail is the same mail', {
    tags: ['mail-message-id'],
  }, async () => {
    await open({ sink: { script: inTurn('after-data', 'drop', { code: 451, text: '4.3.0 Try again' }) } });
    queue.worker.start();
    const job = await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(queue.sink.mails.map(({ messageId }) => messageId)).toEqual(Array(3).fill(`<${job}@rekey.example>`));
    expect(await queue.jobs()).toMatchObject([{ state: 'sent', attempts: 3 }]);
  });

  it('tries again after each kind of temporary failure', async () => {
    const trouble: [SinkStep, SinkAnswer][] = [
      ['connect', { code: 421, text: '4.3.2 Busy' }],
      ['connect', 'drop'],
      ['sender', { code: 451, text: '4.7.0 Later' }],
      ['recipient', { code: 452, text: '4.2.2 Full' }],
      ['recipient', 'drop'],
      ['data', { code: 451, text: '4.3.0 Disk' }],
      ['data', 'drop'],
    ];
    await open({ sink: { script: step => (trouble[0]?.[0] === step ? (trouble.shift()?.[1] ?? 'ok') : 'ok') } });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(trouble).toEqual([]);
    expect(queue.sink.mails).toHaveLength(1);
  });

  it('parks a mail at once when its recipient is refused, and sends the others', async () => {
    const script = (step: SinkStep, address?: string): SinkAnswer =>
      step === 'recipient' && address === 'gone@example.com' ? { code: 550, text: '5.1.1 No such user' } : 'ok';
    await open({ sink: { script } });
    queue.worker.start();
    await queue.enqueue('gone@example.com', new Date(Date.now() - 1));
    await queue.enqueue('anna@example.com');
    await queue.seen(2, 'completed', 'parked');
    expect(await queue.jobs()).toMatchObject([
      { state: 'parked', attempts: 1, lastReply: '550 5.1.1 No such user' },
      { state: 'sent', address: 'anna@example.com' },
    ]);
    expect(queue.log).toContainEqual(expect.objectContaining({ level: 'error', reply: '550 5.1.1 No such user' }));
  });

  it('parks a mail that is older than a day when an attempt fails', async () => {
    await open({ sink: { script: step => (step === 'recipient' ? { code: 451, text: '4.7.1 Greylisted' } : 'ok') } });
    queue.worker.start();
    await queue.enqueue('anna@example.com', new Date(Date.now() - 25 * hourMs));
    await queue.seen(1, 'parked');
    expect(await queue.jobs()).toMatchObject([{ state: 'parked', lastReply: '451 4.7.1 Greylisted' }]);
  });

  it('parks nothing while no server is at EMAIL_HOST and EMAIL_PORT, however long', {
    tags: ['mail-patience'],
  }, async () => {
    await open({ server: { port: await closedPort() } });
    const longAgo = new Date(Date.now() - 30 * hourMs);
    for (let i = 0; i < 8; i++) await queue.enqueue(`a${i}@example.com`, longAgo);
    queue.worker.start();
    await queue.seen(2, 'unavailable');
    expect(queue.events).toContainEqual({ kind: 'operator-fault', fault: 'connection' });
    expect((await queue.jobs()).every(({ state }) => state === 'queued')).toBe(true);
  });

  it('parks a whole backlog when the mail server has been unavailable for a day', async () => {
    await open({ sink: { script: step => (step === 'connect' ? { code: 421, text: '4.3.2 Down' } : 'ok') } });
    const yesterday = new Date(Date.now() - 25 * hourMs);
    for (let i = 0; i < 60; i++) await queue.enqueue(`a${i}@example.com`, yesterday);
    queue.worker.start();
    await queue.seen(1, 'unavailable');
    await expect.poll(async () => (await queue.jobs()).every(({ state }) => state === 'parked')).toBe(true);
  });

  it('retries a rejected login, logs an error, and sends once the operator has fixed it', async () => {
    await open({ sink: { login: { user: 'rekey', pass: 'right' } }, server: { user: 'rekey', pass: 'wrong' } });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(2, 'unavailable');
    expect(queue.events).toContainEqual({ kind: 'unavailable', operatorFault: true });
    expect(queue.log).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('circuit breaker open'),
        reply: expect.stringContaining('535'),
      }),
    );
    expect(await queue.jobs()).toMatchObject([{ state: 'queued' }]);

    queue.sink.login = { user: 'rekey', pass: 'wrong' };
    await queue.seen(1, 'completed');
    expect(queue.worker.breaker()).toBe('closed');
  });

  it.each<[string, string, SinkStep, number, string]>([
    ['login', 'at the sender', 'sender', 530, '5.7.57 Client not authenticated to send mail'],
    ['sender', 'at the sender', 'sender', 553, '5.7.1 Sender address rejected: not owned by user'],
    ['policy', 'at the recipient', 'recipient', 554, '5.7.1 Relay access denied'],
    ['quota', 'after the mail', 'data', 550, '5.4.5 Daily user sending limit exceeded'],
    ['unclear', 'in words that no one knows', 'recipient', 550, '5.7.1 Votre offre ne le permet pas'],
  ])(
    'parks nothing for a fault of the operator’s: %s, told %s',
    { tags: ['mail-patience'] },
    async (fault, _, step, code, text) => {
      let refusing = true;
      await open({ sink: { script: at => (at === step && refusing ? { code, text } : 'ok') } });
      const longAgo = new Date(Date.now() - 30 * hourMs);
      for (let i = 0; i < 8; i++) await queue.enqueue(`anna@domain${i}.example`, longAgo);
      queue.worker.start();
      await queue.seen(1, 'unavailable');
      await queue.seen(12, 'operator-fault');
      expect(queue.events).toContainEqual({ kind: 'operator-fault', fault });
      expect(queue.events).toContainEqual({ kind: 'unavailable', operatorFault: true });
      expect(queue.log).toContainEqual(
        expect.objectContaining({ level: 'error', fault, message: expect.stringContaining('check its settings') }),
      );
      expect((await queue.jobs()).every(({ state }) => state === 'queued')).toBe(true);
      refusing = false;
      await queue.seen(8, 'completed');
    },
  );

  it('gives jobs their day anew once the operator has fixed what kept them', async () => {
    const wrongLogin = { sink: { login: { user: 'rekey', pass: 'right' } }, server: { user: 'rekey', pass: 'wrong' } };
    await open(wrongLogin);
    await queue.enqueue('anna@example.com', new Date(Date.now() - 30 * hourMs));
    await queue.enqueue('berta@example.com', new Date(Date.now() - 30 * hourMs));
    queue.worker.start();
    await queue.seen(1, 'unavailable');
    await expect.poll(async () => (await queue.jobs()).every(({ excusedAt }) => excusedAt)).toBe(true);
    queue.sink.script = inTurn(
      'recipient',
      { code: 451, text: '4.7.1 Greylisted' },
      { code: 451, text: '4.7.1 Later' },
    );
    queue.sink.login = { user: 'rekey', pass: 'wrong' };
    await queue.seen(2, 'completed');
  });

  it('parks after a day what looks like the operator’s fault for one recipient alone, when others get theirs', async () => {
    const script = (at: SinkStep, address?: string): SinkAnswer =>
      at === 'recipient' && address === 'eve@evil.example' ? { code: 554, text: '5.7.1 Relay access denied' } : 'ok';
    await open({ sink: { script } });
    queue.worker.start();
    await queue.enqueue('anna@example.com', new Date(Date.now() - 1));
    await queue.seen(1, 'completed');
    await queue.enqueue('eve@evil.example', new Date(Date.now() - 25 * hourMs));
    await queue.seen(1, 'parked');
    expect(queue.worker.breaker()).toBe('closed');
  });

  it('parks a mail that is refused in words that no one knows, as soon as others get theirs', async () => {
    const script = (at: SinkStep, address?: string): SinkAnswer =>
      at === 'recipient' && address === 'eve@evil.example' ? { code: 550, text: '5.7.1 Nein' } : 'ok';
    await open({ sink: { script } });
    queue.worker.start();
    await queue.enqueue('eve@evil.example');
    await queue.seen(1, 'deferred');
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    await queue.seen(1, 'parked');
    expect(await queue.jobs()).toMatchObject([{ state: 'parked', lastReply: '550 5.7.1 Nein' }, { state: 'sent' }]);
    expect(queue.worker.breaker()).toBe('closed');
  });

  it('sends a mail whose reply is lost three times at most, and says that it may have arrived', async () => {
    await open({ sink: { script: step => (step === 'after-data' ? 'drop' : 'ok') } });
    queue.worker.start();
    const job = await queue.enqueue('anna@example.com');
    await queue.seen(1, 'parked');
    expect(queue.sink.mails.map(({ messageId }) => messageId)).toEqual(Array(3).fill(`<${job}@rekey.example>`));
    expect(await queue.jobs()).toMatchObject([
      { state: 'parked', lastReply: expect.stringContaining('may have been delivered') },
    ]);
  });

  it('delays no other mail for recipients that never reply to theirs', async () => {
    const script = (at: SinkStep, address?: string): SinkAnswer =>
      at === 'data' && address?.endsWith('.tarpit.example') ? 'hang' : 'ok';
    await open({ sink: { script }, transport: { connections: 2, slowMs: 30 }, slowAtLeastMs: 60 });
    const earlier = new Date(Date.now() - 1_000);
    for (let i = 0; i < 8; i++) await queue.enqueue(`eve@${i}.tarpit.example`, earlier);
    for (let i = 0; i < 8; i++) await queue.enqueue(`anna${i}@example.com`);
    queue.worker.start();
    await queue.seen(8, 'completed');
    expect(queue.sink.mails.every(({ to }) => to[0]?.endsWith('@example.com'))).toBe(true);
    expect(queue.worker.breaker()).toBe('closed');
  });

  it('asks a mail server that is down with one mail at a time, and lets the backlog in gently', async () => {
    await open({
      transport: { connections: 5 },
      retry: { firstDelayMs: 20, longestDelayMs: 20, giveUpAfterMs: hourMs },
    });
    const { port } = queue.sink;
    await queue.sink.close();
    for (let i = 0; i < 100; i++) await queue.enqueue(`a${i}@example.com`);
    queue.worker.start();
    await queue.seen(6, 'unavailable');
    const tried = (await queue.jobs()).filter(({ attempts }) => attempts > 0);
    // The first attempts were under way together; after that there was one for each pause.
    expect(tried.length).toBeLessThanOrEqual(10 + 6);

    let together = 0;
    const most: number[] = [];
    const back = await startSmtpSink(
      {
        script(step) {
          if (step === 'sender') most.push(++together);
          if (step === 'after-data') together -= 1;
          return 'ok';
        },
      },
      port,
    );
    await queue.seen(100, 'completed');
    expect(most.slice(0, 2)).toEqual([1, 1]);
    expect(Math.max(...most)).toBeLessThanOrEqual(5);
    expect(new Set(back.mails.map(({ messageId }) => messageId)).size).toBe(100);
    expect(queue.worker.breaker()).toBe('closed');
    await back.close();
  });

  /** A worker whose statements of this form fail while `isLost` says so. */
  function workerThatLoses(statements: RegExp, isLost: () => boolean) {
    const fork = () => {
      const em = queue.orm.em.fork();
      const kysely = em.getKysely();
      const executeQuery = (query: { readonly sql: string }) =>
        statements.test(query.sql) && isLost()
          ? Promise.reject(new Error('connection lost'))
          : kysely.executeQuery(query as never);
      return Object.assign(em, { getKysely: () => ({ executeQuery }) });
    };
    return queue.addWorker({ orm: { em: Object.assign(queue.orm.em.fork(), { fork }) as never } });
  }

  it('sends no mail twice for a database that is away for longer than a lease, as in a failover', async () => {
    await open({ rules: { leaseMs: 300 } });
    let backAt = Number.POSITIVE_INFINITY;
    const worker = workerThatLoses(/^update mail_job set (?:state|lease_expires_at) =/, () => {
      backAt = Math.min(backAt, performance.now() + 6_000);
      return performance.now() < backAt;
    });
    await queue.enqueue('anna@example.com');
    worker.start();
    await queue.seen(1, 'completed');
    expect(queue.sink.mails).toHaveLength(1);
  });

  it('goes on when the database is lost together with the mail server, and comes back', async () => {
    let losses = 1;
    await open({ sink: { script: inTurn('connect', { code: 421, text: '4.3.2 Down' }) }, rules: { leaseMs: 300 } });
    const worker = workerThatLoses(/set next_attempt_at = .*last_reply/, () => losses-- > 0);
    await queue.enqueue('anna@example.com');
    worker.start();
    await queue.seen(1, 'completed');
    expect(queue.log).toContainEqual(expect.objectContaining({ level: 'error', reason: 'Error: connection lost' }));
  });

  it('ends an attempt that a server spins out without ever falling silent', async () => {
    await open({
      sink: { script: inTurn('data', 'hang') },
      rules: { attemptMs: 6_000 },
    });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(await queue.jobs()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('defers a job when its mail cannot be composed', async () => {
    let failures = 2;
    await open({
      compose: async (em, job, now) => {
        if (failures-- > 0) throw new Error('the database is away, said anna@example.com');
        return composeReset(em, job, now);
      },
    });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(await queue.jobs()).toMatchObject([{ state: 'sent', attempts: 3 }]);
  });

  it('makes the link anew for each attempt, so that its hour starts when the mail leaves', async () => {
    const composedAt: number[] = [];
    await open({
      sink: { script: inTurn('recipient', { code: 451, text: '4.7.1 Greylisted' }) },
      compose: (em, job, now) => {
        composedAt.push(job.attempts);
        return composeReset(em, job, now);
      },
    });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(composedAt).toEqual([1, 2]);
  });

  it('writes no address, link or token into the log', { tags: ['log-discreet'] }, async () => {
    const script = inTurn(
      'recipient',
      { code: 451, text: '4.7.1 <anna@example.com> greylisted' },
      { code: 550, text: 'no anna@example.com here' },
    );
    await open({ sink: { script } });
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'parked');
    await queue.enqueue('berta@example.com');
    await queue.seen(1, 'completed');
    expect(JSON.stringify(queue.log)).not.toMatch(/@|https?:|password-reset-/);
    expect(queue.log.length).toBeGreaterThanOrEqual(3);
  });

  describe('with recipients that reject with the codes of a broken server', { tags: ['strangers-recipient'] }, () => {
    const rejections: ReadonlyArray<readonly [SinkStep, number, string]> = [
      ['recipient', 421, '4.3.2 Shutting down'],
      ['recipient', 530, '5.7.0 Authentication required'],
      ['data', 550, '5.4.5 Daily sending limit exceeded'],
    ];

    it.each(rejections)('delays no other job: twenty jobs are answered at %s with %i %s', async (step, code, text) => {
      const script = (at: SinkStep, address?: string): SinkAnswer =>
        at === step && address?.endsWith('@refusing.example') ? { code, text } : 'ok';
      await open({ sink: { script } });
      const longAgo = new Date(Date.now() - 60_000);
      for (let i = 0; i < 20; i++) await queue.enqueue(`a${i}@refusing.example`, longAgo);
      for (let i = 0; i < 20; i++) await queue.enqueue(`b${i}@example.com`);
      queue.worker.start();
      await queue.seen(20, 'completed');
      expect(queue.sink.mails.every(({ to }) => to[0]?.endsWith('@example.com'))).toBe(true);
      expect(queue.events.filter(({ kind }) => kind === 'unavailable')).toEqual([]);
      expect(queue.worker.breaker()).toBe('closed');
      const refused = (await queue.jobs()).filter(({ address }) => address?.endsWith('@refusing.example'));
      expect(refused).toHaveLength(20);
      for (const job of refused) expect(job).toMatchObject({ state: 'queued', lastReply: `${code} ${text}` });
    });

    it('takes the server for unavailable once recipients of several domains are refused in a row', async () => {
      let refusing = true;
      const script = (at: SinkStep): SinkAnswer =>
        at === 'recipient' && refusing ? { code: 421, text: '4.3.2 Shutting down' } : 'ok';
      await open({ sink: { script } });
      for (let i = 0; i < 8; i++) await queue.enqueue(`anna@domain${i}.example`);
      queue.worker.start();
      await queue.seen(1, 'unavailable');
      refusing = false;
      await queue.seen(8, 'completed');
    });
  });

  describe('a job without a recipient', () => {
    it('takes the place of a connection meanwhile, so that no later mail tells by its arrival whether there was a recipient', async () => {
      await open({
        transport: { connections: 1 },
        compose: (em, job, now) => (job.address?.startsWith('unknown') ? composeDecoy : composeReset)(em, job, now),
      });
      // The worker has to take several at once, which it does after answers of the server.
      for (let n = 0; n < 4; n += 1) await queue.enqueue(`warm${n}@example.com`);
      queue.worker.start();
      await queue.seen(4, 'completed');
      const started = Date.now() - 1_000;
      const ids: string[] = [];
      for (let n = 0; n < 4; n += 1) ids.push(await queue.enqueue(`unknown${n}@example.com`, new Date(started + n)));
      ids.push(await queue.enqueue('eve@example.com', new Date(started + 10)));
      await queue.seen(9, 'completed');
      const order = queue.log.map(line => line.job).filter(job => ids.includes(String(job)));
      expect(order.at(-1)).toBe(ids.at(-1));
    });

    it('ends as one with a recipient does: after as long, with the same event and the same line in the log', async () => {
      const handOverMs = 400;
      await open({
        sink: {
          script: async (step): Promise<SinkAnswer> => {
            if (step === 'after-data') await new Promise(resolve => setTimeout(resolve, handOverMs));
            return 'ok';
          },
        },
        compose: (em, job, now) => (job.address?.startsWith('unknown') ? composeDecoy : composeReset)(em, job, now),
      });
      queue.worker.start();
      for (const address of ['anna@example.com', 'unknown@example.com', 'berta@example.com']) {
        await queue.enqueue(address);
        await queue.seen(queue.events.length + 1, 'completed');
      }
      const alike = (fields: object) => Object.keys(fields).sort();
      const [known, unknown] = [queue.log[0] ?? {}, queue.log[1] ?? {}];
      expect(queue.log.map(({ level, message }) => [level, message])).toEqual(
        Array(3).fill(['info', 'mail job completed']),
      );
      expect(alike(unknown)).toEqual(alike(known));
      expect(alike(queue.events[1] ?? {})).toEqual(alike(queue.events[0] ?? {}));
      // Queued for as long as the mail before it took to be handed over.
      const [, discarded] = await queue.jobs();
      expect(discarded).toMatchObject({ state: 'nothing-to-send', lastReply: null });
      expect((discarded?.settledAt?.getTime() ?? 0) - (discarded?.createdAt.getTime() ?? 0)).toBeGreaterThanOrEqual(
        handOverMs,
      );
      expect(queue.sink.mails).toHaveLength(2);
    });
  });

  it('leaves jobs alone that it does not carry, such as those of a newer version', async () => {
    await open();
    const other = { kind: 'of-a-newer-version', address: 'anna@example.com', language: 'en' } as const;
    await enqueueWithin(queue.orm.em.fork(), other, new Date(Date.now() - 1_000));
    queue.worker.start();
    await queue.enqueue('anna@example.com');
    await queue.seen(1, 'completed');
    expect(await queue.jobs()).toMatchObject([{ kind: other.kind, state: 'queued', attempts: 0 }, { state: 'sent' }]);
  });

  it('first tries a job after a random delay', async () => {
    await open({ rules: { pollMs: hourMs } });
    const now = new Date();
    for (const [address, random] of [
      ['late@example.com', 0.9],
      ['early@example.com', 0.1],
    ] as const) {
      await enqueueWithin(queue.orm.em.fork(), { kind: 'password-reset', address, language: 'en' }, now, () => random);
    }
    queue.worker.start();
    await queue.seen(2, 'completed');
    expect(queue.sink.mails.map(({ to }) => to[0])).toEqual(['early@example.com', 'late@example.com']);
    for (const { address, nextAttemptAt, settledAt } of await queue.jobs()) {
      expect(nextAttemptAt.getTime() - now.getTime()).toBe(address === 'late@example.com' ? 270 : 30);
      expect(settledAt?.getTime()).toBeGreaterThanOrEqual(nextAttemptAt.getTime());
    }
  });
});
