import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words as en } from '../messages/words/en.ts';
import { HashingTimedOut } from '../passwords/hashingPool.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

type Action = Parameters<typeof TooMuchHashing>[0];

const LOGIN = `mutation ($email: String!) {
  outcome: login(email: $email, password: "wrong password here") { __typename ... on TooManyRequests { retryAfter } }
}`;

describe('more sign-ins than the cores can hash', { tags: ['strangers-loop'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ BCRYPT_COST: '8', TRUST_PROXY: '1' });
  });
  afterAll(() => app.close());

  it('are refused beyond the share of their client with a time to come back, are counted, and stop no other client', async () => {
    const answers: string[] = [];
    const attempt = async (name: string, from: string) => {
      const { data, headers } = await newClient(app).send(
        LOGIN,
        { email: 'ada@example.com' },
        { 'x-forwarded-for': from },
      );
      answers.push(name);
      return { ...data.outcome, retryAfterHeader: headers.get('retry-after') };
    };
    // All of one provider's customer, who has a /64 of addresses.
    const burst = Array.from({ length: 400 }, (_, n) => attempt('burst', `2001:db8::${n + 1}`));
    const other = attempt('other', '192.0.2.7');

    expect(await other).toMatchObject({ __typename: 'InvalidCredentials' });
    const outcomes = await Promise.all(burst);
    const refused = outcomes.filter(outcome => outcome.__typename === 'TooManyRequests');
    expect(refused.length).toBeGreaterThan(0);
    for (const { retryAfter, retryAfterHeader } of refused) {
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfterHeader).toBe(String(retryAfter));
    }
    // It had its turn before those that had come earlier.
    expect(answers.slice(answers.indexOf('other')).length).toBeGreaterThan(10);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain(`rekey_hashing_refused_total ${refused.length}\n`);
  }, 180_000);

  it('are answered like a hash that took too long, and unlike anything else that fails', async () => {
    const waits: number[] = [];
    const action = { context: { messages: en, config: {}, setRetryAfter: (seconds: number) => waits.push(seconds) } };
    const answerTo = (error: Error) => TooMuchHashing(action as unknown as Action, () => Promise.reject(error));
    expect(await answerTo(new HashingTimedOut('hashing took longer'))).toMatchObject({ retryAfter: 2 });
    expect(waits).toEqual([2]);
    await expect(answerTo(new Error('something else'))).rejects.toThrow('something else');
  });
});
