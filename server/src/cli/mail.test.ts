import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { type SmtpSink, startSmtpSink } from '../testing/smtpSink.ts';
import { startStrictSmtpServer } from '../testing/strictSmtpServer.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';

const PATIENT = { timeout: 20_000 };

describe('the mail commands', () => {
  let commandLine: CommandLine;
  let sink: SmtpSink;
  let app: TestApp;
  let environment: Record<string, string>;
  beforeAll(async () => {
    commandLine = await openCommandLine();
    sink = await startSmtpSink();
    environment = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(sink.port) };
    app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl, ...environment });
  });
  afterAll(async () => {
    await app.close();
    await sink.close();
    await commandLine.close();
  });

  const list = async (...options: string[]) =>
    JSON.parse((await commandLine.run(['mail', 'list', '--json', ...options], { environment })).stdout);

  it('shows a refused mail with the reply, its address only when asked, and sends it again', async () => {
    sink.script = step => (step === 'recipient' ? { code: 550, text: '5.1.1 Unknown' } : 'ok');
    await newClient(app).register('full@example.com');
    const parked: { id: string } = await vi.waitUntil(async () => (await list('--state', 'parked'))[0], PATIENT);

    expect(parked).toMatchObject({ state: 'parked', attempts: 1, nextAttemptAt: null, lastReply: '550 5.1.1 Unknown' });
    expect(JSON.stringify(parked)).not.toContain('full@example.com');
    expect(await list('--state', 'parked', '--addresses')).toMatchObject([{ address: 'full@example.com' }]);
    const table = await commandLine.run(['mail', 'list'], { environment });
    expect(table.stdout).toMatch(/registration +\d{4}-\d\d-\d\d \d\d:\d\d +parked +1 +– +– +550 5\.1\.1 Unknown\n/);

    sink.script = () => 'ok';
    expect(await commandLine.run(['mail', 'retry', parked.id], { environment })).toEqual({
      status: 0,
      stdout: '',
      stderr: '1 mail is queued again.\n',
    });
    await sink.arrived(1);
    expect(sink.mails[0]?.to).toEqual(['full@example.com']);
    expect(await commandLine.run(['mail', 'retry', parked.id], { environment })).toMatchObject({ status: 1 });
  });

  it('rejects text that is not the id of a mail', async () => {
    expect(await commandLine.run(['mail', 'retry', "'; drop table mail_job"], { environment })).toMatchObject({
      status: 2,
    });
  });

  it('sends a test mail to the mail server', async () => {
    const count = sink.mails.length;
    const sent = await commandLine.run(['mail', 'test', 'operator@example.com'], { environment });

    expect(sent).toMatchObject({ status: 0, stdout: expect.stringMatching(/^250 /) });
    expect(sent.stderr).toContain('> RCPT TO:<operator@example.com>');
    expect(sink.mails[count]?.to).toEqual(['operator@example.com']);
  });

  it('says that there is only a local mailbox where no mail server is set', async () => {
    const { status, stderr } = await commandLine.run(['mail', 'test', 'operator@example.com']);

    expect(status).toBe(1);
    expect(stderr).toContain('EMAIL_HOST is not set, so the running server delivers all mail to a local mailbox');
  });
});

it('shows why a mail was parked that the mail server cannot take, and advises after a test mail', async () => {
  const commandLine = await openCommandLine();
  const server = await startStrictSmtpServer({ extensions: ['SIZE 100000', '8BITMIME'] });
  const environment = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port) };
  const app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl, ...environment });
  await newClient(app).register('jörg@example.com');
  const parked: { lastReply: string } = await vi.waitUntil(async () => {
    const { stdout } = await commandLine.run(['mail', 'list', '--json', '--state', 'parked'], { environment });
    return JSON.parse(stdout)[0];
  }, PATIENT);
  expect(parked.lastReply).toMatch(/^the mail server does not support SMTPUTF8/);

  const test = await commandLine.run(['mail', 'test', 'jörg@example.com'], { environment });
  expect(test.status).toBe(1);
  expect(test.stderr).toMatch(/not accepted: the mail server does not support SMTPUTF8.*\nUse an address in ASCII/);
  expect(server.commands.filter(command => !/^(EHLO|QUIT)/.test(command))).toEqual([]);
  await app.close();
  await server.close();
  await commandLine.close();
});
