import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';

describe('the circuit breaker of the whole installation', () => {
  let app: TestApp;
  const { lines, log } = keptLog();
  beforeAll(async () => {
    app = await startTestApp(
      { RATE_LIMITS: 'on', TRUST_PROXY: '1', EMAIL_HOURLY_LIMIT: '20', LOG_LEVEL: 'error' },
      log,
    );
  });
  afterAll(() => app.close());

  it('refuses strangers once too many emails were asked for, tells the operator once, lets known devices go on, and ends', {
    tags: ['strangers-mail'],
  }, async () => {
    const owner = await registerAccount(app, 'owner@example.com');
    await owner.login('owner@example.com', GOOD_PASSWORD);
    const ask = async (n: number) =>
      (await newClient(app).requestPasswordReset(`spam-${n}@example.com`, { 'x-forwarded-for': `10.0.0.${n}` }))
        .__typename;
    const answers: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      answers.push(await ask(n));
      // The count is shared about once a second.
      app.clock.advance(1);
    }
    expect(answers.filter(name => name === 'PasswordResetRequested').length).toBeLessThanOrEqual(21);
    expect(answers.at(-1)).toBe('TooManyRequests');
    expect(lines.filter(line => line.includes('mail circuit breaker open'))).toHaveLength(1);
    expect(await owner.requestPasswordReset('owner@example.com')).toMatchObject({
      __typename: 'PasswordResetRequested',
    });
    app.clock.advance(3_600);
    expect(await ask(200)).toBe('PasswordResetRequested');
  });
});
