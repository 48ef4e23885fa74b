import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const RANDOM = Buffer.concat(['a', 'b'].map(text => createHash('sha512').update(text).digest()));
const secretOf = (bytes: number) => `whsec_${RANDOM.subarray(0, bytes).toString('base64')}`;
const complete = { WEBHOOK_URL: 'https://example.com/webhooks', WEBHOOK_SECRET: secretOf(32) };
const production = {
  NODE_ENV: 'production',
  SECRET_KEY: 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
  PUBLIC_URL: 'https://login.example.com',
  EMAIL_HOST: 'smtp.example.com',
  TRUST_PROXY: '1',
  DATABASE_URL: 'sqlite:test.sqlite',
};

describe('the receiver of webhooks', () => {
  it('is none by default', () => {
    expect(readConfig({}).webhooks).toBeUndefined();
  });

  it('is read with its secrets, each of which signs once', () => {
    const fallbacks = `${secretOf(24)}, ${secretOf(32)},"${secretOf(64)}"`;
    expect(readConfig({ ...complete, WEBHOOK_SECRET_FALLBACKS: fallbacks }).webhooks).toEqual({
      url: complete.WEBHOOK_URL,
      secrets: [secretOf(32), secretOf(24), secretOf(64)],
      privateNetwork: false,
    });
  });

  it('may have its secrets in files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-webhooks-'));
    try {
      const file = join(folder, 'secret');
      await writeFile(file, `${secretOf(32)}\n`);
      await chmod(file, 0o400);
      const { webhooks } = readConfig({
        WEBHOOK_URL: complete.WEBHOOK_URL,
        WEBHOOK_SECRET_FILE: file,
        WEBHOOK_SECRET_FALLBACKS_FILE: file,
      });
      expect(webhooks?.secrets).toEqual([secretOf(32)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['http://localhost:3000/webhooks'],
    ['http://127.0.0.1:3000'],
    ['http://[::1]:3000/'],
    ['https://example.com/webhooks?token=abc'],
    ['https://product.internal/'],
    ['https://93.184.215.14/'],
  ])('may be at %s, in production too', url => {
    expect(readConfig({ ...production, ...complete, WEBHOOK_URL: url }).webhooks?.url).toBe(new URL(url).href);
  });

  it.each([
    ['http://example.com/webhooks', /WEBHOOK_URL must be an https address/],
    ['http://10.0.0.1/', /WEBHOOK_URL must be an https address/],
    ['http://localhost.example.com/', /WEBHOOK_URL must be an https address/],
    ['https://user:secret@example.com/', /WEBHOOK_URL must be an https address/],
    ['https://example.com/#here', /WEBHOOK_URL must be an https address/],
    ['ftp://example.com/', /WEBHOOK_URL must be an https address/],
    ['example.com/webhooks', /WEBHOOK_URL must be an https address/],
    ['https://10.0.0.1/', /WEBHOOK_URL names an address of the own network; WEBHOOK_PRIVATE_NETWORK=on allows it/],
    ['https://[fd00::1]/', /WEBHOOK_URL names an address of the own network; WEBHOOK_PRIVATE_NETWORK=on allows it/],
    ['https://169.254.169.254/latest', /WEBHOOK_URL names an address of the own network$/m],
    ['https://0.0.0.0/', /WEBHOOK_URL names an address of the own network$/m],
  ])('is refused at %s', (url, problem) => {
    expect(() => readConfig({ ...complete, WEBHOOK_URL: url })).toThrow(problem);
  });

  it('may be on a private network where that is allowed', () => {
    const own = { ...complete, WEBHOOK_URL: 'https://10.0.0.1/', WEBHOOK_PRIVATE_NETWORK: 'on' };
    expect(readConfig(own).webhooks?.privateNetwork).toBe(true);
    expect(() => readConfig({ ...own, WEBHOOK_URL: 'http://10.0.0.1/' })).toThrow(/must be an https address/);
  });

  it.each([
    ['nothing', undefined, /WEBHOOK_SECRET is required where WEBHOOK_URL is set/],
    ['23 bytes', secretOf(23), /WEBHOOK_SECRET must be whsec_ and 24 to 64 random bytes/],
    ['65 bytes', secretOf(65), /WEBHOOK_SECRET must be whsec_ and 24 to 64 random bytes/],
    ['no prefix', secretOf(32).slice(6), /WEBHOOK_SECRET must be whsec_/],
    ['no base64', `${secretOf(32).slice(0, -2)}_-`, /WEBHOOK_SECRET must be whsec_/],
    ['a letter too many', `${secretOf(24)}A`, /WEBHOOK_SECRET must be whsec_/],
  ])('is refused with a secret of %s, which no message shows', (_, secret, problem) => {
    const read = () => readConfig({ ...complete, WEBHOOK_SECRET: secret });
    expect(read).toThrow(problem);
    if (secret !== undefined) expect(read).not.toThrow(secret);
  });

  it('is refused with a fallback that is none', () => {
    expect(() => readConfig({ ...complete, WEBHOOK_SECRET_FALLBACKS: `${secretOf(32)},old` })).toThrow(
      /WEBHOOK_SECRET_FALLBACKS must be secrets of webhooks/,
    );
  });

  it('is refused in production with a secret that can be guessed', () => {
    const guessable = `whsec_${Buffer.from('change me change me change me').toString('base64')}`;
    expect(readConfig({ ...complete, WEBHOOK_SECRET: guessable }).webhooks).toBeDefined();
    for (const own of [{ WEBHOOK_SECRET: guessable }, { WEBHOOK_SECRET_FALLBACKS: guessable }]) {
      expect(() => readConfig({ ...production, ...complete, ...own })).toThrow(
        /can be guessed, and with it every webhook/,
      );
    }
  });

  it('is missed where there is a secret alone', () => {
    expect(readConfig({ WEBHOOK_SECRET: secretOf(32) }).warnings).toEqual([
      'WEBHOOK_SECRET is set and WEBHOOK_URL is not: the product is told nothing',
    ]);
  });
});
