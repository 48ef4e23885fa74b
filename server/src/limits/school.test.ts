import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operatorOf } from '../testing/operator.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { LIMITS } from './rules.ts';

const LOGIN =
  'mutation ($email: String!) { outcome: login(email: $email, password: "wrong password here") { __typename } }';

async function withApp(environment: Record<string, string>, work: (app: TestApp) => Promise<void>) {
  const app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1', ...environment });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

const FROM = { 'x-forwarded-for': '203.0.113.7' };

/** How many of so many requests for a reset, each for another address, are served. */
async function servedResets(app: TestApp, count: number, known = 0) {
  for (let n = 0; n < known; n += 1) await operatorOf(app).bringIn(`pupil${n}@example.com`);
  const answers = await Promise.all(
    Array.from({ length: count }, (_, n) => newClient(app).requestPasswordReset(`pupil${n}@example.com`, FROM)),
  );
  return answers.filter(({ __typename }) => __typename === 'PasswordResetRequested').length;
}

/** How many of so many wrong passwords, each for another address, are judged. */
async function judgedGuesses(app: TestApp, count: number) {
  let judged = 0;
  for (let n = 0; n < count; n += 1) {
    const { data } = await newClient(app).send(LOGIN, { email: `guess${n}@example.com` }, FROM);
    if (data.outcome.__typename === 'InvalidCredentials') judged += 1;
  }
  return judged;
}

describe('many people behind one address', () => {
  it('are served: seventy ask for a reset at once, known and unknown, and yet there is an end', async () => {
    await withApp({}, async app => {
      expect(await servedResets(app, 70, 10)).toBe(70);
    });
    await withApp({}, async app => {
      const most = LIMITS.requestPasswordReset.client[0].attempts;
      expect(await servedResets(app, most + 20)).toBe(most);
    });
  });

  it('have more attempts where LIMITS_CLIENT_FACTOR says so', async () => {
    await withApp({ LIMITS_CLIENT_FACTOR: '2' }, async app => {
      const most = 2 * LIMITS.requestPasswordReset.client[0].attempts;
      expect(await servedResets(app, most + 20)).toBe(most);
    });
  });

  it('are not counted as one client where LIMITS_EXEMPT names their network; each address still is', async () => {
    await withApp({ LIMITS_EXEMPT: '203.0.113.0/24, 2001:db8::/48' }, async app => {
      const most = LIMITS.login.client[0].attempts;
      expect(await judgedGuesses(app, most + 5)).toBe(most + 5);
      const outcomes: string[] = [];
      for (let n = 0; n < 6; n += 1) {
        outcomes.push((await newClient(app).send(LOGIN, { email: 'one@example.com' }, FROM)).data.outcome.__typename);
      }
      expect(outcomes.at(-1)).toBe('TooManyRequests');
    });
  });
});

it('docs/operations.md states the numbers for one client', () => {
  const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const cell = ({ attempts, seconds }: { attempts: number; seconds: number }) => `${attempts} in ${seconds / 60} min`;
  const row = (start: string) => text.split('\n').find(line => line.startsWith(start)) ?? '';
  expect(row('| sign in |')).toContain(`| ${cell(LIMITS.login.client[0])} |`);
  expect(row('| ask for an email')).toContain(`| ${cell(LIMITS.requestPasswordReset.client[0])} |`);
  expect(row('| use a link that is not ours |')).toContain(cell(LIMITS.useLink.client[0]));
});
