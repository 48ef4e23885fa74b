import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { MailServer } from '../mail/mailServer.ts';
import { enqueueWithin } from '../queue/enqueue.ts';
import type { WorkerEvent } from '../queue/worker.ts';
import { startSmtpSink } from '../testing/smtpSink.ts';
import { startTestApp, TEST_ENVIRONMENT, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { startApp } from './app.ts';
import { createMailThread } from './startMail.ts';

describe('the thread of the mail worker', () => {
  it('is started again when it dies, and then delivers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-thread-'));
    const blocked = join(folder, 'blocked');
    const database = { kind: 'sqlite', file: join(blocked, 'test.sqlite') } as const;
    // A file stands where the folder of the database has to be.
    await writeFile(blocked, '');
    const sink = await startSmtpSink();
    const mailServer: MailServer = { host: '127.0.0.1', port: sink.port, tls: 'none', from: 'no-reply@rekey.example' };
    const lines: string[] = [];
    const events: WorkerEvent[] = [];
    const log = (_fields: object, message: string) => void lines.push(message);
    const mail = createMailThread({
      config: { ...readConfig(TEST_ENVIRONMENT), database },
      mailServer,
      secretKeys: [TEST_ENVIRONMENT.SECRET_KEY],
      log: { info: log, warn: log, error: log },
      observe: (_worker, event) => events.push(event),
    });
    mail.start('https://rekey.example');
    await expect.poll(() => lines, { timeout: 20_000 }).toContain('mail worker thread ended, restarting');

    await rm(blocked);
    const orm = await openDatabase(database);
    await migrateUp(orm);
    await enqueueWithin(
      orm.em.fork(),
      { kind: 'registration', address: 'anna@example.com', language: 'en' },
      new Date(),
    );
    await sink.arrived(1);
    await expect.poll(() => events).toMatchObject([{ kind: 'completed', job: 'registration' }]);
    await mail.stop(1_000);

    await orm.close();
    await sink.close();
    await rm(folder, { recursive: true });
  });

  it('refuses a database in memory with an explanation', async () => {
    const config = readConfig({ ...TEST_ENVIRONMENT, DATABASE_URL: 'sqlite::memory:', EMAIL_PORT: '9' });
    await expect(startApp(config)).rejects.toThrow('A server cannot use a database in memory');
  });
});

describe('readiness', { tags: ['strangers-recipient', 'readyz'] }, () => {
  let app: TestApp;
  afterEach(() => app.close());

  it('stays while a recipient is deferred for ten minutes, and names no reply of the mail server', async () => {
    app = await startTestApp();
    app.sink.script = step => (step === 'recipient' ? { code: 452, text: '4.2.2 Mailbox full' } : 'ok');
    await newClient(app).register('full@example.com');
    const before = await (await fetch(`${app.url}/readyz`)).json();
    app.clock.advance(660);
    const after = await fetch(`${app.url}/readyz`);
    expect([after.status, await after.json()]).toEqual([200, before]);
    expect(JSON.stringify(before)).not.toMatch(/mail|452/);
  });

  it('stays while the mail server is unavailable', async () => {
    app = await startTestApp({ EMAIL_PORT: '9' });
    await newClient(app).register('anna@example.com');
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, JSON.stringify(await ready.json())]).toEqual([
      200,
      expect.not.stringMatching(/mail|refused/i),
    ]);
  });
});
