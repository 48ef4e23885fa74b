import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig } from './config.ts';

const PRODUCTION = { NODE_ENV: 'production', SECRET_KEY: 'k'.repeat(32), EMAIL_HOST: 'smtp.example.com' };

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing to try the product out', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      bcryptCost: 12,
      passwordMinLength: 15,
      passwordResetTimeoutSeconds: 3_600,
      registrationTimeoutSeconds: 86_400,
      sessionTimeouts: { absoluteSeconds: 2_592_000, idleSeconds: 604_800 },
      rateLimits: true,
      trustProxy: false,
      playground: true,
      introspection: true,
      secretKeys: undefined,
      mailServer: undefined,
    });
  });

  it('names every fault at once, by its variable, and quotes no value', () => {
    const secret = 'swordfish';
    const faults = faultsOf({
      PORT: secret,
      PUBLIC_URL: secret,
      DATABASE_URL: `mysql://root:${secret}@host/db`,
      EMAIL_PORT: '0',
      EMAIL_USE_TLS: secret,
      EMAIL_FROM: secret,
      PASSWORD_RESET_TIMEOUT: '-1',
      REGISTRATION_TIMEOUT: '1e9',
      SESSION_TIMEOUT: '1.5',
      SESSION_IDLE_TIMEOUT: '0',
      PASSWORD_MIN_LENGTH: '7',
      BCRYPT_COST: '99',
      RATE_LIMITS: 'constructor',
      TRUST_PROXY: secret,
      PLAYGROUND: secret,
      INTROSPECTION: '__proto__',
      LOG_LEVEL: secret,
      EMAIL_USER: secret,
    });
    const names = new Set(faults.map(fault => fault.split(' ')[0]));
    expect([...names].sort()).toEqual(
      [
        'BCRYPT_COST',
        'DATABASE_URL',
        'EMAIL_FROM',
        'EMAIL_PORT',
        'EMAIL_USER',
        'EMAIL_USE_TLS',
        'INTROSPECTION',
        'LOG_LEVEL',
        'PASSWORD_MIN_LENGTH',
        'PASSWORD_RESET_TIMEOUT',
        'PLAYGROUND',
        'PORT',
        'PUBLIC_URL',
        'RATE_LIMITS',
        'REGISTRATION_TIMEOUT',
        'SESSION_IDLE_TIMEOUT',
        'SESSION_TIMEOUT',
        'TRUST_PROXY',
      ].sort(),
    );
    expect(faults.join('\n')).not.toContain(secret);
  });

  it('refuses in production what is safe only for trying out', () => {
    expect(faultsOf(PRODUCTION)).toEqual([]);
    const refused: Array<[Record<string, string>, string]> = [
      [{ SECRET_KEY: '' }, 'SECRET_KEY'],
      [{ SECRET_KEY: 'short' }, 'SECRET_KEY'],
      [{ SECRET_KEY_FALLBACKS: `${'k'.repeat(32)},short` }, 'SECRET_KEY_FALLBACKS'],
      [{ EMAIL_HOST: '' }, 'EMAIL_HOST'],
      [{ BCRYPT_COST: '9' }, 'BCRYPT_COST'],
      [{ BCRYPT_COST: '04' }, 'BCRYPT_COST'],
      [{ BREACHED_PASSWORDS_URL: 'http://breached.example.com/range/' }, 'BREACHED_PASSWORDS_URL'],
      [{ BREACHED_PASSWORDS_URL: 'http://127.0.0.1.example.com/range/' }, 'BREACHED_PASSWORDS_URL'],
      [{ RATE_LIMITS: 'off' }, 'RATE_LIMITS'],
      [{ RATE_LIMITS: 'FALSE' }, 'RATE_LIMITS'],
      [{ RATE_LIMITS: 'no' }, 'RATE_LIMITS'],
    ];
    for (const [change, name] of refused) {
      const faults = faultsOf({ ...PRODUCTION, ...change });
      expect(
        faults.map(fault => fault.split(' ')[0]),
        JSON.stringify(change),
      ).toEqual([expect.stringMatching(`^${name}`)]);
    }
    expect(readConfig(PRODUCTION)).toMatchObject({ playground: false, introspection: false });
  });

  it('takes an address of breached passwords that ends in a slash, and plain http in production on this machine alone', () => {
    const url = (BREACHED_PASSWORDS_URL: string, rest = {}) =>
      readConfig({ ...rest, BREACHED_PASSWORDS_URL }).breachedPasswordsUrl;
    expect(url('')).toBeUndefined();
    expect(url('http://breached.example.com/range/')).toBe('http://breached.example.com/range/');
    for (const own of ['https://a.example/range/', 'http://localhost:8080/', 'http://127.0.0.2/r/', 'http://[::1]:1/'])
      expect(url(own, PRODUCTION)).toBe(own);
    const none = [
      'breached',
      'ftp://a.example/',
      'https://a.example/range',
      'https://a.example/?q=/',
      'https://u:p@a.example/',
    ];
    for (const text of none)
      expect(faultsOf({ BREACHED_PASSWORDS_URL: text })).toEqual([expect.stringMatching('^BREACHED_PASSWORDS_URL')]);
  });

  it('reads keys, the newest first, and drops spaces and empty ones', () => {
    expect(readConfig({ SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: ' old ,, older,' }).secretKeys).toEqual([
      'new',
      'old',
      'older',
    ]);
  });

  it.each<[string, unknown]>([
    ['off', false],
    ['0', false],
    ['1', 1],
    ['2', 2],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1/128 ,loopback', ['10.0.0.0/8', '::1/128', 'loopback']],
  ])('reads TRUST_PROXY=%s', (text, read) => {
    expect(readConfig({ TRUST_PROXY: text }).trustProxy).toEqual(read);
  });

  it.each(['abc', '10.0.0.0/33', '::1/129', '1.2.3', '10.0.0.1,', '10.0.0.0/8/8', '10.0.0.0/', '-1', '*', 'true, 1'])(
    'refuses TRUST_PROXY=%s',
    text => {
      expect(faultsOf({ TRUST_PROXY: text })).toHaveLength(1);
    },
  );

  it.each([
    'https://login.example.com/path',
    'ftp://example.com',
    'example.com',
    'https://user:pass@example.com',
    'https://example.com?x',
    'javascript:alert(1)',
  ])('refuses PUBLIC_URL=%s', text => {
    expect(faultsOf({ PUBLIC_URL: text })).toHaveLength(1);
  });
});
