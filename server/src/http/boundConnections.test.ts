import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { boundConnections } from './boundConnections.ts';

/** A machine with other work takes its time; the answer counts. */
const PATIENT = { timeout: 30_000 };

describe('connections of one client', () => {
  let app: TestApp;
  let sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await app.close();
  });

  /**
   * Opens connections from an address of this machine, and gives a function that tells which of them are still open.
   */
  async function open(count: number, from: string, sent = ''): Promise<() => Socket[]> {
    const opened = Array.from({ length: count }, () => {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(app.url).port), localAddress: from });
      socket.on('error', () => undefined).resume();
      socket.write(sent);
      return socket;
    });
    sockets.push(...opened);
    await Promise.all(opened.map(socket => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
    return () => opened.filter(socket => !socket.closed);
  }

  /** The status of a request over a new connection from that address, or the reason why there is none. */
  function statusFor(from: string): Promise<number | string | undefined> {
    return new Promise(resolve => {
      const call = request({ ...target(), localAddress: from, path: '/login', agent: false }, answer => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)).end();
    });
  }

  function target() {
    return { host: '127.0.0.1', port: new URL(app.url).port };
  }

  it.each([
    ['idle', ''],
    ['slow', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{'],
  ])('are bounded: with 400 %s ones of one client, others are answered and it is refused', async (_kind, sent) => {
    const { lines, log } = keptLog();
    app = await startTestApp({ RATE_LIMITS: 'on', LOG_LEVEL: 'warn' }, log);
    const kept = await open(400, '127.0.0.2', sent);
    await expect.poll(() => kept().length, PATIENT).toBe(256);
    expect(await statusFor('127.0.0.3')).toBe(200);
    expect(await statusFor('127.0.0.2')).toBe('ECONNRESET');
    expect(lines.filter(line => line.includes('too many connections'))).toHaveLength(1);

    kept()[0]?.destroy();
    await expect.poll(() => statusFor('127.0.0.2'), PATIENT).toBe(200);
  });

  it.each([
    { TRUST_PROXY: '1' },
    { TRUST_PROXY: '127.0.0.2' },
    { TRUST_PROXY: '127.0.0.2/31, 10.0.0.0/8' },
    {
      TRUST_PROXY: 'loopback',
    },
  ])('are not those of a trusted proxy: $TRUST_PROXY', async environment => {
    app = await startTestApp({ RATE_LIMITS: 'on', ...environment });
    const kept = await open(150, '127.0.0.2');
    expect(await statusFor('127.0.0.2')).toBe(200);
    expect(kept()).toHaveLength(150);
  });

  it('are bounded for every address but those of named proxies', async () => {
    app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '127.0.0.7, uniquelocal, 2001:db8::/32' });
    const kept = await open(300, '127.0.0.2');
    await expect.poll(() => kept().length, PATIENT).toBe(256);
    expect(await statusFor('127.0.0.7')).toBe(200);
  });
});

// This machine has no addresses of several IPv6 networks, so the connections are made up.
describe('connections of one /48', () => {
  it('are bounded together, however many /64 they come from', () => {
    const server = new EventEmitter();
    const http = { server, log: { warn() {} } } as unknown as FastifyInstance;
    boundConnections(http, false, 10);
    const connect = (remoteAddress: string) => {
      const socket = Object.assign(new EventEmitter(), { remoteAddress, destroyed: false });
      const destroy = () => {
        socket.destroyed = true;
      };
      server.emit('connection', Object.assign(socket, { destroy }));
      return socket;
    };
    const opened = Array.from({ length: 100 }, (_, n) => connect(`2001:db8:7:${n.toString(16)}00::1`));
    const kept = opened.filter(({ destroyed }) => !destroyed);
    expect(kept).toHaveLength(40);
    expect(connect('2001:db8:8::1').destroyed).toBe(false);
    kept[0]?.emit('close');
    expect([connect('2001:db8:7:ffff::1').destroyed, connect('2001:db8:7:ffff::2').destroyed]).toEqual([false, true]);
  });
});
