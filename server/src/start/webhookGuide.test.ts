import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideBlock } from '../testing/guideBlock.ts';
import { registerAccount } from '../testing/people.ts';
import { type ProgramProcess, startProgram } from '../testing/programProcess.ts';
import { closedPort } from '../testing/smtpSink.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { WEBHOOK_SECRET } from '../testing/webhookReceiver.ts';

/** What a product does with webhooks: this one writes them down, each once. */
const ACCOUNTS = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const FILE = new URL('told', import.meta.url);
export async function applyOnce(id, told) {
  if (existsSync(FILE) && readFileSync(FILE, 'utf8').includes(id)) return;
  appendFileSync(FILE, JSON.stringify({ id, ...told }) + '\\n');
}
`;

describe('the receiver in docs/integrating.md', () => {
  let folder: string;
  let receiver: ProgramProcess;
  let app: TestApp;
  beforeAll(async () => {
    // Inside the workspace, so that the import of standardwebhooks is resolved.
    folder = await mkdtemp(fileURLToPath(new URL('../../.integrating-', import.meta.url)));
    const port = await closedPort();
    await writeFile(join(folder, 'accounts.ts'), ACCOUNTS);
    await writeFile(join(folder, 'webhooks.ts'), await guideBlock('webhooks.ts', [['4003', String(port)]]));
    receiver = await startProgram(process.execPath, ['webhooks.ts'], {
      port,
      cwd: folder,
      environment: { WEBHOOK_SECRET },
    });
    app = await startTestApp({ WEBHOOK_URL: `${receiver.url}/webhooks`, WEBHOOK_SECRET });
  });
  afterAll(async () => {
    await app.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  const told = async () => {
    const lines = await readFile(join(folder, 'told'), 'utf8').catch(() => '');
    return lines
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line));
  };
  const post = (headers: Record<string, string>, body: string) =>
    fetch(receiver.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  it('takes what Rekey tells, once, and refuses what others send', async () => {
    await registerAccount(app, 'ada@example.com');
    await expect.poll(told, { timeout: 10_000 }).toMatchObject([{ type: 'account.created' }]);
    const [created] = await told();
    expect(created.data).toEqual({ account: { id: expect.any(String), reference: null }, email: 'ada@example.com' });

    const body = JSON.stringify({ type: 'account.deleted', data: created.data });
    const at = new Date();
    const headers = {
      'webhook-id': 'forged',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).sign('forged', at, body),
    };
    expect((await post(headers, body)).status).toBe(500);
    const again = { ...headers, 'webhook-signature': new Webhook(WEBHOOK_SECRET).sign(created.id, at, body) };
    expect((await post({ ...again, 'webhook-id': created.id }, body)).status).toBe(204);
    expect(await told()).toHaveLength(1);
  });
});
