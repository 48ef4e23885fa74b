import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../testing/webhookReceiver.ts';

describe('the webhook commands', () => {
  let commandLine: CommandLine;
  let receiver: WebhookReceiver;
  let app: TestApp;
  let environment: Record<string, string>;
  beforeAll(async () => {
    commandLine = await openCommandLine();
    receiver = await startWebhookReceiver();
    environment = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET };
    app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl, ...environment });
  });
  afterAll(async () => {
    await app.close();
    await receiver.close();
    await commandLine.close();
  });

  const run = (...args: string[]) => commandLine.run(args, { environment });
  const list = async (...options: string[]) => JSON.parse((await run('webhook', 'list', '--json', ...options)).stdout);
  const metric = async (name: string) => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
  };

  it('show a parked webhook with the reply, its address only when asked, and send it again', async () => {
    receiver.answer = () => 410;
    const account = (await run('account', 'create', '--email', 'ada@example.com', '--no-password')).stdout.trim();
    await receiver.arrived(1);
    await expect.poll(() => list('--state', 'parked'), { timeout: 20_000 }).toHaveLength(1);
    const [parked] = await list();
    expect(parked).toMatchObject({ kind: 'account.created', state: 'parked', attempts: 1, lastReply: '410' });
    expect(parked.accountId).toBe(account);
    expect(JSON.stringify(parked)).not.toContain('ada@example.com');
    expect(await list('--addresses')).toMatchObject([{ address: 'ada@example.com' }]);
    expect((await run('mail', 'list')).stdout).not.toContain(parked.id);
    expect(await metric('rekey_webhook_parked_jobs')).toBe('1');
    expect(await metric('rekey_mail_parked_jobs')).toBe('0');
    await expect.poll(() => metric('rekey_webhook_attempts_total{kind="account.created",outcome="parked"}')).toBe('1');

    expect((await run('doctor')).stdout).toMatch(/^Webhooks +warning +1 webhook is parked, most after: 410$/m);
    expect(await run('mail', 'retry')).toMatchObject({ stderr: '0 mails are queued again.\n' });
    receiver.answer = () => 204;
    expect(await run('webhook', 'retry', parked.id)).toEqual({
      status: 0,
      stdout: '',
      stderr: '1 webhook is queued again.\n',
    });
    const [taken] = await receiver.taken(1);
    expect(taken).toMatchObject({ id: parked.id, data: { email: 'ada@example.com' } });
    expect(await run('webhook', 'retry', parked.id)).toMatchObject({ status: 1 });
    await expect
      .poll(async () => (await run('webhook', 'list')).stdout)
      .toMatch(/account\.created +\d{4}-\d\d-\d\d \d\d:\d\d +sent /);
    expect((await run('doctor')).stdout).toMatch(/^Webhooks +ok +no webhook waits for you$/m);
  });

  it('send a test webhook, and say what to do where it is not taken', async () => {
    receiver.answer = () => 204;
    expect(await run('webhook', 'test')).toEqual({ status: 0, stdout: '204\n', stderr: '' });
    expect(receiver.received.at(-1)).toMatchObject({ type: 'webhook.test', data: {} });
    receiver.answer = () => 404;
    expect(await run('webhook', 'test')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^The webhook was not taken: 404\nWhat to do: check the path of WEBHOOK_URL/),
    });
    const other = { WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'other').toString('base64')}` };
    const refused = await commandLine.run(['webhook', 'test'], { environment: { ...environment, ...other } });
    expect(refused.stderr).toContain('401\nWhat to do: check that the receiver knows WEBHOOK_SECRET');
    expect(await commandLine.run(['webhook', 'test'])).toMatchObject({
      status: 1,
      stderr: 'WEBHOOK_URL is not set, so there is no receiver to test.\n',
    });
  });
});
