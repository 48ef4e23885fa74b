import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import type { Reference } from '../accounts/reference.ts';
import { registerAccount } from '../testing/people.ts';
import type { ProgramProcess } from '../testing/programProcess.ts';
import { DOCUMENTED_PROXIES } from '../testing/proxyProcess.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcpProxy.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type TestClient } from '../testing/testClient.ts';

/** What a request says about its caller when it arrives at the product, in any spelling that a framework may read. */
function saidAbout({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): Record<string, string[]> {
  const said: Record<string, string[]> = {};
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = String(rawHeaders[n]).toLowerCase();
    if (!/^x.?rekey/.test(name) || rawHeaders[n + 1] === '') continue;
    said[name] = [...(said[name] ?? []), String(rawHeaders[n + 1])];
  }
  return said;
}

/** Every way in which a client may say itself who it is. */
const FORGED: Record<string, string | string[]> = {
  'X-Rekey-Account': ['forged', 'forged twice'],
  'x-rekey-session': 'forged',
  'X-REKEY-REFERENCE': 'forged',
  'x-ReKeY-eMaIl': 'forged',
  'X-Rekey-Token': 'forged',
  'X-Rekey-Away': 'forged',
  X_Rekey_Account: 'forged',
  'X-Rekey_Account': 'forged',
  'x_rekey-email': 'forged',
  'X.Rekey.Account': 'forged',
};

for (const proxy of DOCUMENTED_PROXIES) {
  describe.skipIf(!proxy.isHere)(`a product behind ${proxy.name} as documented (runs with ${proxy.name})`, () => {
    let folder: string;
    let app: TestApp;
    let wire: TcpProxy;
    let product: Server;
    let running: ProgramProcess;
    let ada: TestClient;
    const cookie = () => `theirs=1; __Host-rekey_session=${ada.cookies.get('__Host-rekey_session')}; last=2`;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rekey-proxy-'));
      app = await startTestApp({ PUBLIC_URL: 'https://example.com' });
      wire = await startTcpProxy('127.0.0.1', Number(new URL(app.url).port));
      product = createServer((request, response) => response.end(JSON.stringify(saidAbout(request))));
      await new Promise<void>(resolve => product.listen(0, '127.0.0.1', resolve));
      const { port } = product.address() as AddressInfo;
      running = await proxy.start(join(folder, 'proxy'), {
        rekey: `127.0.0.1:${wire.port}`,
        product: `127.0.0.1:${port}`,
      });
      ada = await registerAccount(app, 'ada@example.com');
      await ada.login('ada@example.com', GOOD_PASSWORD);
    });
    afterAll(async () => {
      await running.close();
      await new Promise(resolve => product.close(resolve));
      await wire.close();
      await app.close();
      await rm(folder, { recursive: true });
    });

    /** What the product is told about a caller; a status where the request does not get to it. */
    async function told(headers: Record<string, string | string[]>, method = 'GET') {
      const { status, text } = await rawRequest(running, '/notes?x=1', {
        method,
        headers,
        ...(method === 'POST' && { body: '{}' }),
      });
      return status === 200 ? JSON.parse(text) : status;
    }

    it('is told who is calling, and nothing that a client says about itself', {
      tags: ['session-headers'],
    }, async () => {
      const { data } = await ada.send('{ me { id sessions { id } } }');
      const known = {
        'x-rekey-account': [data.me.id],
        'x-rekey-session': [data.me.sessions[0].id],
        'x-rekey-email': ['ada%40example.com'],
      };
      expect(await told({ cookie: cookie() })).toEqual(known);
      expect(await told({ cookie: cookie(), ...FORGED })).toEqual(known);
      expect(await told({ cookie: cookie(), ...FORGED }, 'POST')).toEqual(known);
      for (const cookie of ['', 'a=b', `__Host-rekey_session=${'A'.repeat(43)}`, '__Host-rekey_session=x']) {
        expect(await told({ cookie, ...FORGED }), cookie).toEqual({});
      }
      expect(await told(FORGED)).toEqual({});
    });

    it('is told the reference of an account that has one', async () => {
      const grace = await registerAccount(app, 'grace@example.com');
      await grace.login('grace@example.com', GOOD_PASSWORD);
      await app.app.database.em
        .fork()
        .nativeUpdate(
          Account,
          { canonicalEmail: 'grace@example.com' as never },
          { reference: 'kunde/7 №' as Reference },
        );
      const own = `__Host-rekey_session=${grace.cookies.get('__Host-rekey_session')}`;
      expect(await told({ cookie: own, ...FORGED })).toMatchObject({ 'x-rekey-reference': ['kunde%2F7%20%E2%84%96'] });
    });

    it('goes on serving anyone who has no session while Rekey is frozen or stopped, and takes no one for signed out', {
      tags: ['session-away'],
    }, async () => {
      const fresh = await registerAccount(app, 'fresh@example.com');
      await fresh.login('fresh@example.com', GOOD_PASSWORD);
      const own = `__Host-rekey_session=${fresh.cookies.get('__Host-rekey_session')}`;
      const away = proxy.name === 'nginx' ? { 'x-rekey-away': ['1'] } : expect.toSatisfy(status => status >= 500);

      wire.stall();
      expect(await told({ ...FORGED })).toEqual({});
      expect(await told({ cookie: own, ...FORGED })).toEqual(away);
      wire.resume();
      await wire.down();
      expect(await told({ ...FORGED })).toEqual({});
      expect(await told({ cookie: own, ...FORGED })).toEqual(away);
      await wire.up();
      expect(await told({ cookie: own, ...FORGED })).toMatchObject({ 'x-rekey-email': ['fresh%40example.com'] });
    });

    it.runIf(proxy.name === 'nginx')('is told by the cache, with its price, and no caller as another', async () => {
      const people = await Promise.all(
        ['one@example.com', 'two@example.com'].map(async address => {
          const client = await registerAccount(app, address);
          await client.login(address, GOOD_PASSWORD);
          return { client, address, own: `__Host-rekey_session=${client.cookies.get('__Host-rekey_session')}` };
        }),
      );
      const asked = async () => {
        const { text } = await rawRequest(app, '/metrics');
        const counts = [...text.matchAll(/^http_request_duration_seconds_count\{[^}]*"\/session"[^}]*\} (\d+)$/gm)];
        return counts.reduce((sum, [, count]) => sum + Number(count), 0);
      };
      const before = await asked();
      const eachIsThemselves = async () => {
        for (const { address, own } of people) {
          const emails = { 'x-rekey-email': [encodeURIComponent(address)] };
          expect(await told({ cookie: `${own}; ${Math.random()}=1`, ...FORGED })).toMatchObject(emails);
        }
      };
      await eachIsThemselves();
      await eachIsThemselves();
      expect((await asked()) - before).toBe(2);
      await people[0]?.client.send('mutation { logout }');
      await wire.down();
      await eachIsThemselves();
      await wire.up();
      expect(await told({})).toEqual({});
    });
  });
}
