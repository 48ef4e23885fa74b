import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../config/version.ts';
import { readMail, registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { onPostgresql } from '../testing/testDatabase.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ RATE_LIMITS: 'on' });
});

afterAll(() => app.close());

const metricsOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

/** The number of one series, or undefined where there is none. */
function read(metrics: string, series: string): number | undefined {
  const line = metrics.split('\n').find(text => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** Everything that counts mail, but for times, which differ from mail to mail. */
function mailCounts(metrics: string): Map<string, number> {
  const lines = metrics
    .split('\n')
    .filter(line => /^rekey_mail_/.test(line) && !/_bucket\{(?!.*le="\+Inf")|_sum|oldest/.test(line));
  return new Map(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('GET /metrics', () => {
  it('tells the version, in a series that others can be joined with', async () => {
    expect(read(await metricsOf(app.url), `rekey_build_info{version="${VERSION}"}`)).toBe(1);
  });

  it('reports durations and outcomes of operations, by union member', async () => {
    const client = await registerAccount(app, 'ada@example.com');
    await client.login('ada@example.com', 'not the password');
    await client.me();
    const metrics = await metricsOf(app.url);
    const count = (operation: string, outcome: string) =>
      read(metrics, `rekey_graphql_operation_duration_seconds_count{operation="${operation}",outcome="${outcome}"}`);
    expect(count('register', 'RegistrationStarted')).toBe(1);
    expect(count('completeRegistration', 'RegistrationComplete')).toBe(1);
    expect(count('login', 'InvalidCredentials')).toBe(1);
    expect(count('me', 'ok')).toBe(1);
  });

  it('counts requests by route and not by address, so that no token can get in', async () => {
    await fetch(`${app.url}/password-reset-confirm/some-uid/some-secret-token`);
    await fetch(`${app.url}/no/such/place?token=some-secret-token`);
    const metrics = await metricsOf(app.url);
    const page = 'method="GET",route="/password-reset-confirm/:uid/:token",status_code="200"';
    expect(read(metrics, `http_request_duration_seconds_count{${page}}`)).toBe(1);
    expect(metrics).not.toContain('some-secret-token');
  });

  it('counts the limits that were hit', async () => {
    const client = newClient(app);
    for (let attempt = 0; attempt < 6; attempt += 1) await client.requestPasswordReset('limited@example.com');
    expect(read(await metricsOf(app.url), 'rekey_limit_hits_total{operation="requestPasswordReset"}')).toBe(1);
  });

  /** The jobs of a kind that were completed. */
  const completed = (metrics: string, kind: string) =>
    read(metrics, `rekey_mail_attempts_total{kind="${kind}",outcome="completed"}`) ?? 0;

  /**
   * The metrics once so many jobs of a kind are completed; the mail arrives shortly before its acceptance is recorded.
   */
  async function whenCompleted(kind: string, count: number): Promise<string> {
    for (;;) {
      const metrics = await metricsOf(app.url);
      if (completed(metrics, kind) >= count) return metrics;
      await sleep(50);
    }
  }

  it('reports the state of the mail queue', async () => {
    await registerAccount(app, 'grace@example.com');
    await newClient(app).requestPasswordReset('grace@example.com');
    await readMail(app, 'grace@example.com', 2);
    const metrics = await whenCompleted('password-reset', 1);
    expect(read(metrics, 'rekey_mail_acceptance_seconds_count{kind="password-reset"}')).toBe(
      completed(metrics, 'password-reset'),
    );
    expect(read(metrics, 'rekey_mail_parked_jobs')).toBe(0);
    expect(metrics).not.toContain('grace');
  });

  it('does not reveal whether an address has an account: the same series change in the same way', {
    tags: ['asking-alike'],
  }, async () => {
    const registered = completed(await metricsOf(app.url), 'registration');
    await registerAccount(app, 'known@example.com');
    await whenCompleted('registration', registered + 1);
    const moved: string[][] = [];
    let count = completed(await metricsOf(app.url), 'password-reset');
    for (const address of ['known@example.com', 'unknown@example.com']) {
      const before = mailCounts(await metricsOf(app.url));
      await newClient(app).requestPasswordReset(address);
      count += 1;
      const after = mailCounts(await whenCompleted('password-reset', count));
      moved.push(
        [...after]
          .filter(([series, value]) => value !== before.get(series))
          .map(([series, value]) => `${series} ${value - (before.get(series) ?? 0)}`),
      );
    }
    expect(moved[0]).toEqual(moved[1]);
    expect(moved[0]).toContain('rekey_mail_attempts_total{kind="password-reset",outcome="completed"} 1');
  });

  it('reports the state of the process: event loop, memory, hashing and, on PostgreSQL, the pool', async () => {
    const metrics = await metricsOf(app.url);
    expect(read(metrics, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(read(metrics, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(read(metrics, 'rekey_hashing_waiting')).toBe(0);
    expect(read(metrics, 'rekey_database_pool_max_connections')).toBe(onPostgresql ? 11 : undefined);
  });

  it('keeps to the rules of Prometheus for names: units, _total, one type and one help text each', async () => {
    const metrics = await metricsOf(app.url);
    const types = [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
    expect(new Set(types.map(({ name }) => name)).size).toBe(types.length);
    const own = types.filter(({ name }) => name.startsWith('rekey_'));
    for (const { name, type } of own) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
    expect(own.length).toBeGreaterThan(8);
  });
});

describe('METRICS_PORT', { tags: ['inside-addresses'] }, () => {
  it('takes the metrics away from the public port', async () => {
    const apart = await startTestApp({ METRICS_PORT: '0' });
    const metricsUrl = apart.app.metricsUrl ?? '';
    expect((await fetch(`${apart.url}/metrics`)).status).toBe(404);
    expect(await metricsOf(metricsUrl)).toContain('rekey_mail_queued_jobs 0');
    expect((await fetch(`${metricsUrl}/healthz`)).status).toBe(404);
    // In development a foreign page could reach it by DNS rebinding.
    expect((await rawRequest({ url: metricsUrl }, '/metrics', { headers: { host: 'evil.example' } })).status).toBe(403);
    await apart.close();
  });

  it('has them alone in production, where monitoring may ask under any name', async () => {
    const production = await startTestApp({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://login.example.com',
      BCRYPT_COST: '10',
      RATE_LIMITS: 'on',
      METRICS_PORT: '0',
    });
    const url = production.app.metricsUrl ?? '';
    expect((await rawRequest({ url }, '/metrics', { headers: { host: '10.1.2.3:9090' } })).text).toContain('rekey_');
    for (const spelling of ['/metrics', '/metrics/', '/%6Detrics']) {
      expect((await rawRequest(production, spelling)).status, spelling).toBe(404);
    }
    await production.close();
  });
});
