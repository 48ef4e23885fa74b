import { expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { startTestApp } from '../testing/testApp.ts';

it('a server that starts with an unsafe setting that may be meant warns of it in its log', {
  tags: ['unsafe-settings'],
}, async () => {
  const { lines, log } = keptLog();
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'http://localhost:4000',
    BCRYPT_COST: '10',
    RATE_LIMITS: 'on',
    LOG_LEVEL: 'warn',
  };
  await (await startTestApp(production, log)).close();
  expect(lines.map(line => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 40, msg: expect.stringMatching(/^PUBLIC_URL is http/) }),
  );
});
