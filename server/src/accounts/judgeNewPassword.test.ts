import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askForReset, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

const BREACHED = 'walrus pencil harbour quilt trombone';

describe('a new password, where breached ones are asked about', () => {
  let app: TestApp;
  let service: Server;
  let asked: string[] = [];
  let available = true;
  beforeAll(async () => {
    const hash = createHash('sha1').update(BREACHED).digest('hex').toUpperCase();
    service = createServer((request, response) => {
      asked.push(String(request.url));
      if (available) response.end(`${hash.slice(5)}:${request.url?.endsWith(hash.slice(0, 5)) ? 12 : 0}\r\n`);
      else response.writeHead(503).end();
    });
    await new Promise<void>(listening => service.listen(0, '127.0.0.1', listening));
    const { port } = service.address() as AddressInfo;
    app = await startTestApp({ BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/` });
  });
  beforeEach(() => {
    asked = [];
    available = true;
  });
  afterAll(async () => {
    await app.close();
    service.closeAllConnections();
    service.close();
  });

  const metric = async (outcome: string) => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    return Number(
      new RegExp(`^rekey_breached_password_checks_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(metrics)?.[1] ??
        0,
    );
  };

  it('is refused as too common where it is one of them, and the link lives on', async () => {
    await registerAccount(app, 'breached@example.com');
    const { reset } = await askForReset(app, 'breached@example.com', 2);
    expect(await newClient(app).resetPassword(reset, BREACHED)).toMatchObject({
      __typename: 'PasswordRejected',
      violations: [{ rule: 'TOO_COMMON' }],
    });
    expect(await metric('breached')).toBe(1);
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    expect(await metric('clear')).toBeGreaterThan(0);
  });

  it('is asked about only where it breaks no other rule', async () => {
    await registerAccount(app, 'weak@example.com');
    const { reset } = await askForReset(app, 'weak@example.com', 2);
    asked = [];
    expect(await newClient(app).resetPassword(reset, 'qwertyuiopasdfgh')).toMatchObject({
      __typename: 'PasswordRejected',
      violations: [{ rule: 'TOO_WEAK' }],
    });
    expect(asked).toEqual([]);
  });

  it('is taken where the service is down', async () => {
    available = false;
    await registerAccount(app, 'down@example.com', BREACHED);
    expect(asked).toHaveLength(1);
    expect(await metric('failed')).toBe(1);
  });
});
