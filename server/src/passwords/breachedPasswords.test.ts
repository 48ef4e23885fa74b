import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type BreachedPasswordCheck, createBreachedPasswords } from './breachedPasswords.ts';

const PASSWORD = 'plum kettle orbit 71 sandal';
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const SUFFIX = sha1(PASSWORD).slice(5);
const OTHER = sha1('another').slice(5);

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('looking for a new password among breached ones', () => {
  let server: Server;
  afterEach(stop);

  /** A service of one's own, and a check that asks it. */
  async function service(answer: (request: Request, response: ServerResponse) => void) {
    const requests: Request[] = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(requests.at(-1) as Request, response);
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`;
    return { url, requests, ...check(url) };
  }

  async function stop() {
    server.closeAllConnections();
    await new Promise(closed => server.close(closed));
  }

  function check(url: string) {
    const outcomes: BreachedPasswordCheck[] = [];
    const logged: object[] = [];
    let seconds = 0;
    const isBreached = createBreachedPasswords({
      url,
      log: { info() {}, warn: (fields, message) => logged.push({ ...fields, message }), error() {} },
      observe: outcome => outcomes.push(outcome),
      now: () => seconds * 1_000,
    });
    return {
      isBreached,
      outcomes,
      logged,
      pass: (more: number) => {
        seconds += more;
      },
    };
  }

  it.each<[string, boolean, string]>([
    ['the range holds it', true, `${OTHER}:3\r\n${SUFFIX}:1\r\n${OTHER}:2`],
    ['the range holds it in small letters, at the end of a line', true, `${SUFFIX.toLowerCase()}:52372\n`],
    ['the range does not hold it', false, `${OTHER}:3\r\n${OTHER}:2\r\n`],
    ['it stands there as padding', false, `${OTHER}:3\r\n${SUFFIX}:0\r\n`],
    ['the range is empty', false, ''],
  ])('is a matter of the answer: %s', async (_what, breached, range) => {
    const { isBreached, outcomes, logged } = await service((_, response) => response.end(range));
    expect(await isBreached(PASSWORD)).toBe(breached);
    expect([outcomes, logged]).toEqual([[breached ? 'breached' : 'clear'], []]);
  });

  it('tells five characters of a SHA-1 and nothing else, and asks for padding', async () => {
    const { isBreached, requests } = await service((_, response) => response.end(`${OTHER}:1`));
    await isBreached(PASSWORD);
    expect(requests).toHaveLength(1);
    const { headers, ...request } = requests[0] as Request;
    expect(request).toEqual({ method: 'GET', url: `/range/${sha1(PASSWORD).slice(0, 5)}`, body: '' });
    expect(headers['add-padding']).toBe('true');
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
    const sent = JSON.stringify(headers).toUpperCase();
    for (const secret of [SUFFIX.slice(0, 4), 'PLUM', 'KETTLE']) expect(sent).not.toContain(secret);
  });

  it('looks for the password in the form in which it is hashed', async () => {
    const composed = 'caf\u00e9 plum kettle';
    const { isBreached } = await service((_, response) => response.end(`${sha1(composed).slice(5)}:7`));
    expect(await isBreached('cafe\u0301 plum kettle')).toBe(true);
  });

  it.each<[string, (request: Request, response: ServerResponse) => void]>([
    ['does not answer', () => {}],
    ['stops within its answer', (_, response) => void response.write(`${OTHER}:1\r\n`)],
    ['fails', (_, response) => void response.writeHead(500).end(`${SUFFIX}:1`)],
    ['has no such page', (_, response) => void response.writeHead(404).end(`${SUFFIX}:1`)],
    ['answers with a page', (_, response) => void response.end('<!doctype html><title>Sign in</title>')],
    ['goes away within its answer', (_, response) => void response.write(`${OTHER}:1`, () => response.destroy())],
    [
      'answers without end',
      (_, response) => {
        const more = () => response.write(`${OTHER}:1\r\n`.repeat(10_000), error => error ?? more());
        more();
      },
    ],
  ])('takes the password where the service %s', async (_what, answer) => {
    const { isBreached, outcomes, logged } = await service(answer);
    expect(await isBreached(PASSWORD)).toBe(false);
    expect(outcomes).toEqual(['failed']);
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged).toUpperCase()).not.toContain(sha1(PASSWORD).slice(0, 5));
  });

  it('reads no more than 1 MiB of an answer, even where the password stands beyond it', async () => {
    const padding = `${OTHER}:1\r\n`.repeat(28_000);
    const { isBreached, outcomes } = await service((_, response) => response.end(`${padding}${SUFFIX}:1`));
    expect(await isBreached(PASSWORD)).toBe(false);
    expect(outcomes).toEqual(['failed']);
  });

  it('follows no redirect', async () => {
    const { isBreached, outcomes, requests } = await service(({ url }, response) => {
      if (url?.startsWith('/elsewhere')) response.end(`${SUFFIX}:1`);
      else response.writeHead(302, { location: '/elsewhere/' }).end();
    });
    expect(await isBreached(PASSWORD)).toBe(false);
    expect([outcomes, requests.length]).toEqual([['failed'], 1]);
  });

  it('takes the password where no service listens, and says so once a minute at most', async () => {
    const { url, isBreached } = await service((_, response) => response.end());
    await isBreached(PASSWORD);
    await stop();

    const away = check(url);
    for (let n = 0; n < 3; n += 1) expect(await away.isBreached(PASSWORD)).toBe(false);
    expect(away.outcomes).toEqual(['failed', 'failed', 'failed']);
    expect(away.logged).toEqual([
      { reason: 'ECONNREFUSED', message: 'check for breached passwords failed, passwords are accepted without it' },
    ]);
    away.pass(59);
    await away.isBreached(PASSWORD);
    expect(away.logged).toHaveLength(1);
    away.pass(1);
    await away.isBreached(PASSWORD);
    expect(away.logged).toHaveLength(2);
  });
});
