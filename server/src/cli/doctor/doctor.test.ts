import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecurityEvent } from '../../accounts/securityEvent.ts';
import { readConfig } from '../../config/config.ts';
import { openDatabase } from '../../database/openDatabase.ts';
import { Job } from '../../queue/job.ts';
import { newJob } from '../../queue/jobs.ts';
import { type CommandLine, openCommandLine } from '../../testing/commandLine.ts';
import { closedPort, type SmtpSink, startSmtpSink } from '../../testing/smtpSink.ts';
import { startTcpProxy } from '../../testing/tcpProxy.ts';
import { onPostgresql } from '../../testing/testDatabase.ts';
import type { Finding } from './finding.ts';

describe('the doctor', () => {
  let commandLine: CommandLine;
  let sink: SmtpSink;
  beforeEach(async () => {
    commandLine = await openCommandLine();
    sink = await startSmtpSink();
  });
  afterEach(() => Promise.all([commandLine.close(), sink.close()]));

  async function examine(environment: Record<string, string> = {}) {
    const { status, stdout } = await commandLine.runProcess(['doctor', '--json'], { environment });
    const findings = JSON.parse(stdout) as Finding[];
    return { status, finding: (check: string) => findings.find(finding => finding.check === check) };
  }

  it('reports no problem for a fresh installation and for a used one', async () => {
    const fresh = await examine();
    await commandLine.runProcess(['account', 'create', '--email', 'ada@example.com', '--no-password']);
    const used = await examine();

    for (const check of ['Configuration', 'Key', 'Database', 'Mail server']) {
      expect([check, fresh.finding(check)?.state, used.finding(check)?.state]).toEqual([check, 'ok', 'ok']);
    }
    expect(used.finding('Migrations')).toMatchObject({ state: 'ok' });
    expect(used.finding('Clock')).toMatchObject({ state: 'ok' });
    expect(used.finding('Mail server')?.says).toContain('local mailbox');
  });

  it('looks at no data folder where neither a key nor a database is in it', async () => {
    const environment = {
      DATABASE_URL: 'postgresql://rekey@127.0.0.1:1/rekey',
      SECRET_KEY: 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
    };
    const { finding } = await examine(environment);
    expect([finding('Data folder'), finding('Disk'), finding('Key')?.state]).toEqual([undefined, undefined, 'ok']);
  });

  it('names every problem of the configuration', async () => {
    const { status, stdout, stderr } = await commandLine.runProcess(['doctor'], {
      environment: { PORT: 'eighty', PASSWORD_MIN_LENGTH: '3' },
    });

    expect(status).toBe(1);
    expect(stdout).toMatch(/Configuration +fault +PORT must be/);
    expect(stdout).toMatch(/Configuration +fault +PASSWORD_MIN_LENGTH must be/);
    expect(stderr).toBe('There are 2 faults.\n');
  });

  it('warns of unsafe settings that may be intended, with status 0', async () => {
    await commandLine.runProcess(['migrate', 'up']);
    const { status, stdout } = await commandLine.runProcess(['doctor'], {
      environment: {
        NODE_ENV: 'production',
        SECRET_KEY: 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
        PUBLIC_URL: 'http://localhost:4000',
        EMAIL_HOST: '127.0.0.1',
        EMAIL_PORT: String(sink.port),
        BCRYPT_COST: '10',
        RATE_LIMITS: 'on',
      },
    });

    expect(stdout).toMatch(/Configuration +warning +PUBLIC_URL is http/);
    expect(status).toBe(0);
  });

  it('finds a key that others can read, says what to do, and does not show it', async () => {
    const file = join(commandLine.folder, 'data', 'secret-key');
    await mkdir(join(commandLine.folder, 'data'), { mode: 0o700 });
    await writeFile(file, 'the-key-that-must-stay-secret');
    await chmod(file, 0o644);

    const { status, stdout, stderr } = await commandLine.runProcess(['doctor'], { environment: { SECRET_KEY: '' } });

    expect(status).toBe(1);
    expect(stdout).toContain(`chmod 600 ${file}`);
    expect(stdout + stderr).not.toContain('the-key-that-must-stay-secret');
  });

  it('finds a mail server that is not there', async () => {
    const { status, finding } = await examine({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(await closedPort()) });

    expect(status).toBe(1);
    expect(finding('Mail server')).toMatchObject({ state: 'fault', advice: expect.stringContaining('EMAIL_PORT') });
  });

  it('names what a mail server has against the sender, and what to set', async () => {
    sink.script = step => (step === 'sender' ? { code: 553, text: '5.7.1 Sender address rejected: not owned' } : 'ok');
    const { status, finding } = await examine({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(sink.port) });
    expect(status).toBe(1);
    expect(finding('Mail server')).toMatchObject({
      state: 'fault',
      says: expect.stringContaining('553 5.7.1'),
      advice: expect.stringContaining('EMAIL_FROM'),
    });
    expect(sink.mails).toEqual([]);
  });

  it('says why emails wait, by the last replies, and which are parked', async () => {
    await commandLine.runProcess(['migrate', 'up']);
    const database = await openDatabase(readConfig({ DATABASE_URL: commandLine.databaseUrl }).database);
    const waits = async (state: 'queued' | 'parked', lastReply: string | null) => {
      const job = {
        ...newJob({ kind: 'password-reset', address: 'a@example.com', language: 'en' }, new Date()),
        state,
      };
      await database.em.fork().insert(Job, { ...job, lastReply });
    };
    const environment = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(sink.port) };
    await waits('queued', null);
    await waits('queued', '450 4.2.0 <(address)>: Recipient address rejected: Greylisted');
    expect((await examine(environment)).finding('Mail queue')).toMatchObject({ state: 'ok' });

    await waits('queued', 'connect ECONNREFUSED 192.0.2.1:587');
    await waits('parked', '550 5.1.1 User unknown');
    const { status, stdout } = await commandLine.runProcess(['doctor'], { environment });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Mail queue +warning +1 email waits: connect ECONNREFUSED/);
    expect(stdout).toMatch(/Mail queue +warning +1 email is parked, most after: 550 5\.1\.1/);
    expect(stdout).toContain('rekey mail retry');

    await waits('queued', '550 5.4.5 Daily user sending limit exceeded. a1 - gsmtp');
    await waits('queued', '550 5.4.5 Daily user sending limit exceeded. a2 - gsmtp');
    await waits('queued', '554 5.7.1 <(address)>: Relay access denied');
    await waits('queued', '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname');
    await waits('queued', '550 5.7.1 Votre offre ne le permet pas');
    await database.close();
    const faulty = await commandLine.runProcess(['doctor'], { environment });
    expect(faulty.status).toBe(1);
    for (const line of [
      /Mail queue +fault +2 emails wait: 550 5\.4\.5/,
      /Mail queue +fault +1 email waits: 554 5\.7\.1 .*Relay/,
      /Mail queue: The server has taken as much mail/,
      /Mail queue: .*EMAIL_EHLO_NAME/,
      /Mail queue: .*words that Rekey does not know/,
    ])
      expect(faulty.stdout).toMatch(line);
    expect(faulty.stdout).not.toContain('a@example.com');
  });

  it('finds every fault of every mail template, and those that no mail uses', async () => {
    const templates = join(commandLine.folder, 'templates');
    await mkdir(join(templates, 'de'), { recursive: true });
    await writeFile(join(templates, 'de', 'registration.html'), '<a href="{{registerUrl}}">Los</a>');
    await writeFile(join(templates, 'de', 'regristration.txt'), 'Subject: Los');
    expect((await examine({ MAIL_TEMPLATES: templates })).finding('Mail templates')).toMatchObject({
      state: 'warning',
      says: expect.stringContaining('de/regristration.txt'),
    });

    await writeFile(join(templates, 'de', 'registration.html'), '<p>{link}</p>');
    const { status, stdout } = await commandLine.runProcess(['doctor'], { environment: { MAIL_TEMPLATES: templates } });
    expect(status).toBe(1);
    expect(stdout).toMatch(/Mail templates +fault +\S+registration\.html: "\{link\}" is no placeholder .*\(line 1\)/);
    expect(stdout).toMatch(/Mail templates +fault +\S+registration\.html: \{\{registerUrl\}\} is missing/);
  });

  it('finds pending migrations', async () => {
    await commandLine.runProcess(['migrate', 'up']);
    await commandLine.runProcess(['migrate', 'down']);

    expect((await examine()).finding('Migrations')).toMatchObject({
      state: 'fault',
      advice: expect.stringContaining('migrate up'),
    });
  });

  it('finds a clock that is behind recorded events', async () => {
    await commandLine.runProcess(['migrate', 'up']);
    const database = await openDatabase(readConfig({ DATABASE_URL: commandLine.databaseUrl }).database);
    const at = new Date(Date.now() + 3_600_000);
    const event = { account: null, kind: 'LOGIN_FAILED', at, userAgent: null, ipAddress: null } as const;
    await database.em.fork().insert(SecurityEvent, event);
    await database.close();

    expect((await examine()).finding('Clock')).toMatchObject({
      state: 'fault',
      says: expect.stringContaining('behind'),
    });
  });

  it.skipIf(!onPostgresql).each([
    ['is silent from the beginning', undefined],
    ['falls silent after it was connected to', 'pg_stat_ssl'],
    ['falls silent while what waits is read', 'last_reply'],
  ])('ends where PostgreSQL %s, with the other checks', async (_, text) => {
    await commandLine.runProcess(['migrate', 'up']);
    const url = new URL(commandLine.databaseUrl);
    const wire = await startTcpProxy(url.hostname, Number(url.port || 5432));
    url.port = String(wire.port);
    if (text === undefined) wire.stall();
    else wire.stallBefore(text);

    const { status, finding } = await examine({ DATABASE_URL: url.href });
    expect(status).toBe(1);
    expect(finding('Database')).toMatchObject({ state: 'fault', says: expect.stringMatching(/it does not answer\.$/) });
    expect(finding('Webhooks')).toBeUndefined();
    expect(finding('Mail server')).toBeDefined();
    await wire.close();
  });

  it('finds a file that is no database', async () => {
    const file = join(commandLine.folder, 'notes.txt');
    await writeFile(file, 'These are notes, and no database at all. '.repeat(100));

    const { status, finding } = await examine({ DATABASE_URL: `sqlite:${file}` });

    expect(status).toBe(1);
    expect(finding('Database')).toMatchObject({ state: 'fault' });
  });
});
