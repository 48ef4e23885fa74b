import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';

const LOGIN = `mutation ($email: String!) { outcome: login(email: $email, password: "wrong password here") { __typename } }`;

describe('rekey limits clear', () => {
  let line: CommandLine;
  let app: TestApp;
  beforeAll(async () => {
    line = await openCommandLine();
    app = await startTestApp({ DATABASE_URL: line.databaseUrl, RATE_LIMITS: 'on', TRUST_PROXY: '1' });
  });
  afterAll(async () => {
    await app.close();
    await line.close();
  });

  const attempt = async (from: string, email = 'ada@example.com') =>
    (await newClient(app).send(LOGIN, { email }, { 'x-forwarded-for': from })).data.outcome.__typename;
  const exhaust = async (from: string) => {
    for (let n = 0; n < 5; n += 1) await attempt(from);
    expect(await attempt(from)).toBe('TooManyRequests');
  };

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.9', '203.0.113.0/24'],
    ['203.0.113.10', '::ffff:203.0.113.10'],
    ['198.51.100.1', '198.51.0.0/16'],
    ['2001:db8:7:1:2::3', '2001:db8:7:1:ffff::1'],
    ['2001:db8:8:9::1', '2001:db8:8::/48'],
  ])('lets %s try again in the running server within seconds when %s is cleared', async (from, network) => {
    await exhaust(from);
    const { status, stdout, stderr } = await line.run(['limits', 'clear', '--client', network]);
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/^\d+ counts are cleared\.\n$/)]);
    // What a server has refused it remembers for five seconds.
    app.clock.advance(5);
    expect(await attempt(from)).toBe('InvalidCredentials');
  });

  it('leaves other clients’ counts alone, and says when there is none', async () => {
    await exhaust('192.0.2.1');
    const { status, stderr } = await line.run(['limits', 'clear', '--client', '192.0.2.2']);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^No client of this network is counted/)]);
    expect(await attempt('192.0.2.1')).toBe('TooManyRequests');
  });

  it.each(['', 'ada', '192.0.2.1/33', '0.0.0.0/0', '2001:db8::/32', '192.0.2.1,192.0.2.2'])(
    'refuses %j in words',
    async network => {
      const { status, stderr } = await line.run(['limits', 'clear', '--client', network]);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/It is no address and no network|are not searched/)]);
    },
  );
});
