import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNginx, type NginxProcess, runNginx, startNginx } from '../testing/nginxProcess.ts';
import { readMail, registerAccount } from '../testing/people.ts';
import { type ServerProcess, startServerProcess } from '../testing/serverProcess.ts';
import { closedPort, type SmtpSink, startSmtpSink } from '../testing/smtpSink.ts';
import { spellingsOf } from '../testing/spellings.ts';
import { GOOD_PASSWORD } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

describe.skipIf(!onPostgresql || !hasNginx)(
  'two replicas behind nginx (runs with TEST_DATABASE=postgresql and nginx)',
  () => {
    let folder: string;
    let test: TestDatabase;
    let sink: SmtpSink;
    let ports: [number, number];
    let replicas: [ServerProcess, ServerProcess];
    let nginx: NginxProcess;
    const browsers = new Agent({ keepAlive: true, rejectUnauthorized: false });
    const start = (port: number) =>
      startServerProcess({
        DATABASE_URL: test.url,
        EMAIL_PORT: String(sink.port),
        PORT: String(port),
        PUBLIC_URL: 'https://login.example.com',
        TRUST_PROXY: '1',
        SESSION_IDLE_TIMEOUT: '3600',
        // Not NODE_ENV=production, and so everything that is inside is there: what keeps it there is nginx alone.
        PLAYGROUND: 'on',
      });

    /** One request through nginx, as a browser sends it; rejects where no whole answer comes back. */
    function ask(
      method: string,
      path: string,
      more: { body?: string; headers?: object; from?: string; agent?: Agent; port?: number } = {},
    ) {
      return new Promise<Answer>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: more.port ?? nginx.httpsPort,
          servername: 'login.example.com',
          agent:
            more.agent ?? (more.from ? new Agent({ rejectUnauthorized: false, localAddress: more.from }) : browsers),
          method,
          path,
          headers: {
            host: 'login.example.com',
            ...(more.body && { 'content-type': 'application/json' }),
            ...more.headers,
          },
        };
        const sent = request(options, response => {
          let body = '';
          response.on('data', chunk => {
            body += chunk;
          });
          response.on('error', reject);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
        });
        sent.on('error', reject).end(more.body);
      });
    }

    const operation = (query: string, more: { headers?: object; from?: string } = {}) =>
      ask('POST', '/graphql', { ...more, body: JSON.stringify({ query }) });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rekey-nginx-'));
      test = await createTestDatabase(folder);
      sink = await startSmtpSink();
      ports = [await closedPort(), await closedPort()];
      replicas = await Promise.all([start(ports[0]), start(ports[1])]);
      nginx = await startNginx(join(folder, 'nginx'), ports);
    });

    afterAll(async () => {
      browsers.destroy();
      await nginx.close();
      await Promise.all(replicas.map(replica => replica.stop('SIGINT')));
      await sink.close();
      await test.drop();
      await rm(folder, { recursive: true });
    });

    it('know the address of the client, independent of the client’s own headers, and give https its cookies and headers', {
      tags: ['limits-client'],
    }, async () => {
      await registerAccount({ url: replicas[0].url, sink }, 'ada@example.com');
      const answer = await operation(
        `mutation { login(email: "ada@example.com", password: "${GOOD_PASSWORD}") { ... on LoggedIn { account { sessions { ipAddress } } } } }`,
        { from: '127.0.0.2', headers: { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'evil.example' } },
      );
      expect(JSON.parse(answer.body).data.login.account.sessions).toEqual([{ ipAddress: '127.0.0.2' }]);
      expect(answer.headers['set-cookie']).toEqual([
        expect.stringMatching(/^__Host-rekey_session=[^;]+;.*; Secure/),
        expect.stringMatching(/^__Host-rekey_device=[^;]+;.*; Secure/),
      ]);
      expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d+/);
    });

    it('build links from PUBLIC_URL and from no header', { tags: ['asking-public-url'] }, async () => {
      const asked = 'mutation { requestPasswordReset(email: "ada@example.com") { __typename } }';
      await operation(asked, {
        headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
      });
      const { text } = await readMail({ url: '', sink }, 'ada@example.com', 2);
      expect(text).toContain('https://login.example.com/password-reset-confirm/');
      expect(text).not.toContain('evil.example');
    });

    it('write the id that nginx gives a request into their log and into the answer', async () => {
      const { headers } = await operation('{ me { email } }');
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      const line = `"reqId":"${headers['x-request-id']}"`;
      // The line is on its way through a pipe when the answer is here already; without it the test runs into its
      // timeout.
      while (!replicas.some(replica => replica.output().includes(line))) await sleep(10);
    });

    it.each([
      '/metrics',
      '/healthz',
      '/readyz',
      '/playground',
      '/playground/mails',
      '/playground/mails/en/password-reset',
    ])('keep %s inside, in any spelling and by any method', { tags: ['inside-addresses'] }, async path => {
      // A replica that is asked directly has it.
      expect((await fetch(`${replicas[0].url}${path}`)).status).toBe(200);
      for (const [n, spelling] of spellingsOf(path).entries()) {
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
          const { status, body } = await ask(method, spelling, { from: `127.0.0.${n + 30}` });
          expect([400, 404, 405, 415], `${method} ${spelling}`).toContain(status);
          expect(body, spelling).not.toMatch(/# HELP|rekey_|"status":|"checks":|data-mailbox|made-up|Choose a new/);
        }
      }
    });

    it('answer what they refuse themselves in words for a browser, and in JSON for a program', {
      tags: ['pages-in-words'],
    }, async () => {
      const browser = { accept: 'text/html,*/*;q=0.8', cookie: `a=${'b'.repeat(30_000)}` };
      const page = await ask('GET', '/login', { from: '127.0.0.60', headers: browser });
      expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
        431,
        'text/html; charset=utf-8',
        'no-store',
      ]);
      expect(page.body).toContain('Delete the cookies of this site');
      const json = await ask('POST', '/graphql', { from: '127.0.0.61', body: 'x'.repeat(70_000) });
      expect([json.status, JSON.parse(json.body)]).toEqual([413, { error: expect.stringMatching(/too long/) }]);
      // Rekey reads the cookies that a neighbour has set, up to its own bound.
      const cookie = `a=${'b'.repeat(12_000)}`;
      expect((await ask('GET', '/login', { from: '127.0.0.62', headers: { cookie } })).status).toBe(200);
    });

    it('refuse in the reader’s language, also what is no request', async () => {
      const said = (bytes: string, from: string) =>
        new Promise<string>((resolve, reject) => {
          const at = { host: '127.0.0.1', port: nginx.httpsPort, localAddress: from, rejectUnauthorized: false };
          const socket = connectTls({ ...at, servername: 'login.example.com' }, () => socket.write(bytes));
          const chunks: Buffer[] = [];
          socket.on('data', chunk => chunks.push(chunk));
          socket.on('error', reject);
          socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
        });
      const head = (language: string, more = '') =>
        `Host: login.example.com\r\nAccept: text/html\r\nAccept-Language: ${language}\r\nConnection: close\r\n${more}\r\n`;
      const cookies = `Cookie: a=${'b'.repeat(30_000)}\r\n`;
      const german = await said(`GET /login HTTP/1.1\r\n${head('de-CH,de;q=0.9,en;q=0.8', cookies)}`, '127.0.0.63');
      expect(german).toMatch(
        /^HTTP\/1\.1 431 [\s\S]*<html lang="de" dir="ltr">[\s\S]*Löschen Sie[\s\S]*Zur Startseite/,
      );
      const arabic = await said(`PUT /graphql HTTP/1.1\r\n${head('ar', 'Content-Length: 70000\r\n')}`, '127.0.0.64');
      expect(arabic).toMatch(/^HTTP\/1\.1 413 [\s\S]*<html lang="ar" dir="rtl">/);
      const chosen = await said(
        `PUT /graphql HTTP/1.1\r\n${head('de', 'Cookie: language=zh-Hant\r\nContent-Length: 70000\r\n')}`,
        '127.0.0.67',
      );
      expect(chosen).toMatch(/^HTTP\/1\.1 413 [\s\S]*<html lang="zh-Hant" dir="ltr">[\s\S]*前往首頁/);
      const long = await said(`GET /${'b'.repeat(20_000)} HTTP/1.1\r\n${head('fr')}`, '127.0.0.65');
      expect(long).toMatch(/^HTTP\/1\.1 414 [\s\S]*<p>The address or the text that was sent is too long/);
      const malformed = await said(`GET /%zz HTTP/1.1\r\nHost\r\n${head('ja')}`, '127.0.0.66');
      expect(malformed).toMatch(/^HTTP\/1\.1 400 [\s\S]*<p>Go back and try again/);
      for (const answer of [german, arabic, chosen, long, malformed]) {
        expect(answer).toMatch(/cache-control: no-store/i);
        expect(answer).not.toMatch(/<center>|<hr>/);
      }
    });

    it('answer in words while no replica runs', { tags: ['pages-in-words'] }, async () => {
      const alone = await startNginx(join(folder, 'alone'), [await closedPort(), await closedPort()]);
      const agent = new Agent({ rejectUnauthorized: false });
      try {
        const page = await ask('GET', '/login', { agent, port: alone.httpsPort, headers: { accept: 'text/html' } });
        expect([page.status, page.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
        expect(page.body).toContain('The service is not available at the moment');
        const json = await ask('GET', '/session', { agent, port: alone.httpsPort });
        expect([json.status, JSON.parse(json.body)]).toEqual([502, { error: expect.any(String) }]);
      } finally {
        agent.destroy();
        await alone.close();
      }
    });

    it('bound what one client sends, and answer another one meanwhile', async () => {
      const one = new Agent({ keepAlive: true, rejectUnauthorized: false, localAddress: '127.0.0.21', maxSockets: 8 });
      const many = await Promise.all(Array.from({ length: 400 }, () => ask('GET', '/login', { agent: one })));
      expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200, 429]));
      expect((await ask('GET', '/login', { from: '127.0.0.22' })).status).toBe(200);
      one.destroy();
    });

    it('bound how many requests of one client are under way, and answer another one meanwhile', async () => {
      const slow = new Agent({ rejectUnauthorized: false, localAddress: '127.0.0.23' });
      const statuses: number[] = [];
      const calls = Array.from({ length: 60 }, () => {
        const headers = { host: 'login.example.com', 'content-type': 'application/json', 'content-length': '100' };
        const options = {
          host: '127.0.0.1',
          port: nginx.httpsPort,
          agent: slow,
          method: 'POST',
          path: '/graphql',
          headers,
        };
        const call = request(options, answer => statuses.push(answer.resume().statusCode ?? 0));
        call.on('error', () => undefined).write('{');
        return call;
      });
      await expect.poll(() => statuses.length).toBe(10);
      expect(new Set(statuses)).toEqual(new Set([429]));
      expect((await ask('GET', '/login', { from: '127.0.0.24' })).status).toBe(200);
      for (const call of calls) call.destroy();
    });

    it('lead pages that were asked for in the clear to https, and refuse operations', async () => {
      const plain = async (path: string, method: string) =>
        (await fetch(`http://127.0.0.1:${nginx.httpPort}${path}`, { method, redirect: 'manual' })).status;
      expect(await plain('/login', 'GET')).toBe(308);
      expect([await plain('/graphql', 'POST'), await plain('/graphql/', 'POST')]).toEqual([403, 403]);
    });

    it('are restarted one after the other under load without one failed request', async () => {
      const signedIn = await operation(
        `mutation { login(email: "ada@example.com", password: "${GOOD_PASSWORD}") { __typename } }`,
      );
      const cookie = String(signedIn.headers['set-cookie']).split(';')[0];
      const failures: string[] = [];
      let answered = 0;
      let restarting = true;
      const load = Array.from({ length: 8 }, async (_, worker) => {
        for (let round = 0; restarting; round += 1) {
          // One client alone may not send so much.
          const from = `127.0.${worker + 1}.${(round % 250) + 1}`;
          const asked =
            worker % 2 === 0
              ? operation(
                  `mutation { requestPasswordReset(email: "w${worker}r${round % 40}@example.com") { __typename } }`,
                  { from },
                )
              : ask('GET', ['/login', '/password-reset', '/account', '/brand/logo'][round % 4] ?? '/', { from });
          const failure = await asked.then(
            ({ status, body }) =>
              status === 200 && !body.includes('"errors"') ? undefined : `${status} ${body.slice(0, 200)}`,
            (error: Error) => error.message,
          );
          if (failure === undefined) answered += 1;
          else failures.push(failure);
        }
      });
      for (const index of [0, 1] as const) {
        const { status } = await replicas[index].stop('SIGTERM');
        expect(status).toBe(0);
        replicas[index] = await start(ports[index]);
      }
      restarting = false;
      await Promise.all(load);
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(200);
      // A session outlives the process that began it.
      const me = await operation('{ me { email } }', { headers: { cookie } });
      expect(JSON.parse(me.body).data.me.email).toBe('ada@example.com');
    }, 60_000);
  },
);

describe.skipIf(!hasNginx)('a client of docs/nginx.conf (runs with nginx)', () => {
  it('is an IPv4 address, or a /64 however it is written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-clients-'));
    const port = await closedPort();
    const example = await readFile(new URL('../../../docs/nginx.conf', import.meta.url), 'utf8');
    const client = /^map \$binary_remote_addr \$rekey_client \{[^}]*\{8\}[^}]*\{8\}[^}]*\}/m.exec(example)?.[0];
    const nginx = await runNginx(
      join(folder, 'nginx'),
      `${client}
       limit_req_zone $rekey_client zone=once:1m rate=1r/m;
       server {
         listen 127.0.0.1:${port};
         set_real_ip_from 127.0.0.1;
         real_ip_header X-From;
         limit_req zone=once;
         limit_req_status 429;
         location / { proxy_pass http://127.0.0.1:${await closedPort()}; }
       }`,
      port,
    );
    try {
      const seen: string[] = [];
      for (const from of [
        ...['2001:db8::1', '2001:db8::1:2:3:4', '2001:db8:0:0:ffff::9'],
        ...['2001:db8:0:1::1', '2001:db8:0:1:9::1', '192.0.2.1', '192.0.2.2', '192.0.2.1'],
      ]) {
        const { status } = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-from': from } });
        seen.push(`${from} ${status === 429 ? 'again' : 'new'}`);
      }
      expect(seen).toEqual([
        ...['2001:db8::1 new', '2001:db8::1:2:3:4 again', '2001:db8:0:0:ffff::9 again'],
        ...['2001:db8:0:1::1 new', '2001:db8:0:1:9::1 again', '192.0.2.1 new', '192.0.2.2 new', '192.0.2.1 again'],
      ]);
    } finally {
      await nginx.close();
      await rm(folder, { recursive: true });
    }
  });
});
