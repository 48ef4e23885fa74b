import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { senderOf } from '../mail/sender.ts';
import { ConfigurationError, readConfig } from './config.ts';
import { whyGuessable } from './keyStrength.ts';

const GOOD_KEY = 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: GOOD_KEY,
  EMAIL_HOST: 'smtp.example.com',
  PUBLIC_URL: 'https://login.example.com',
  TRUST_PROXY: '1',
};

/** The variables that take plain http for this machine alone, in production. */
const PLAIN_HTTP = {
  PUBLIC_URL: 'http://HOST',
  HOME_URL: 'http://HOST/',
  NEXT_ORIGINS: 'http://HOST',
  WEBHOOK_URL: 'http://HOST/',
  BREACHED_PASSWORDS_URL: 'http://HOST/',
  EMAIL_OAUTH_TOKEN_URL: 'http://HOST/',
};

function plainHttpAt(host: string): Record<string, string> {
  const addresses = Object.entries(PLAIN_HTTP).map(([name, url]) => [name, url.replace('HOST', host)]);
  return {
    ...PRODUCTION,
    ...Object.fromEntries(addresses),
    WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    EMAIL_USER: 'login@example.com',
    EMAIL_OAUTH_CLIENT_ID: 'client',
    EMAIL_OAUTH_REFRESH_TOKEN: 'token',
  };
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
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

  it('names every problem at once, by its variable, and quotes no value', { tags: ['faults-named'] }, () => {
    const secret = 'swordfish';
    const problems = problemsOf({
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
    const names = new Set(problems.map(problem => problem.split(' ')[0]));
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
    expect(problems.join('\n')).not.toContain(secret);
  });

  it('takes one sender with any name, and refuses several, none, and what no mail server takes', () => {
    const senders = [
      ['no-reply@example.com', { name: 'Brand', address: 'no-reply@example.com' }],
      ['  Example <no-reply@example.com> ', { name: 'Example', address: 'no-reply@example.com' }],
      ['Acme, Inc. <no-reply@example.com>', { name: 'Acme, Inc.', address: 'no-reply@example.com' }],
      ['"Acme, Inc." <no-reply@example.com>', { name: 'Acme, Inc.', address: 'no-reply@example.com' }],
      ['no-reply@example.com (Acme)', { name: 'Acme', address: 'no-reply@example.com' }],
      ['<no-reply@example.com>', { name: 'Brand', address: 'no-reply@example.com' }],
      [
        '株式会社例<info@例え.テスト>',
        { name: '株式会社例', address: 'info@xn--r8jz45g.xn--zckzah', international: false },
      ],
      ['jörg@bücher.example', { address: 'jörg@xn--bcher-kva.example', international: true }],
    ] as const;
    for (const [EMAIL_FROM, sender] of senders) {
      const { mailFrom } = readConfig({ EMAIL_FROM });
      expect(senderOf(mailFrom, 'Brand'), EMAIL_FROM).toMatchObject(sender);
    }
    for (const EMAIL_FROM of [
      'Example',
      '@example.com',
      'a@b@c',
      'a@example.com, b@example.com',
      'a@example.com b@example.com',
      'A <a@example.com>, B <b@example.com>',
      'a@example.com <b@example.com>',
      'Team: a@example.com, b@example.com;',
      'Team: A <a@example.com>;',
      'A <a@example.com',
      'A <a@192.0.2.1>',
      'A <a@[192.0.2.1]>',
      'A <a b@example.com>',
      'A <a@exa mple.com>',
      'A <>',
      '=?UTF-8?Q?J=C3=B6rg?= <a@example.com>',
      'A\u2028B <a@example.com>',
      'A\u202eB <a@example.com>',
      `${'l'.repeat(65)}@example.com`,
    ])
      expect(problemsOf({ EMAIL_FROM }), EMAIL_FROM).toEqual([expect.stringMatching(/^EMAIL_FROM (must|has)/)]);
    expect(problemsOf({ EMAIL_USER: 'a@b@provider', EMAIL_PASS: 'x' })).toEqual([
      'EMAIL_FROM is required where EMAIL_USER is not a mail address',
    ]);
    expect(problemsOf({ EMAIL_USER: 'apikey', EMAIL_PASS: 'x' })).toEqual([]);
  });

  it('takes a brand name in any script, and refuses one that cannot be seen or changes what follows it', () => {
    for (const BRAND_NAME of [' ', '\u00a0\u3000', '\u200b', '\ufeff\u2060', '\u00ad'])
      expect(readConfig({ BRAND_NAME }).brand.name).toBe('Rekey');
    expect(readConfig({ BRAND_NAME: ' Café 🎉, „Söhne“ <b> مرحبا ' }).brand.name).toBe('Café 🎉, „Söhne“ <b> مرحبا');
    for (const BRAND_NAME of ['a\nb', 'a\u0000', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\ufffd', 'name '.repeat(41)])
      expect(problemsOf({ BRAND_NAME }), JSON.stringify(BRAND_NAME)).toEqual([
        expect.stringMatching(/^BRAND_NAME must/),
      ]);
  });

  it('takes terms and privacy policy as an https address or a path, and nothing that leads elsewhere', () => {
    const brandOf = (BRAND_TERMS_URL: string, PUBLIC_URL = '') => readConfig({ BRAND_TERMS_URL, PUBLIC_URL }).brand;
    expect(brandOf('https://example.com/terms?v=2#top').termsUrl).toBe('https://example.com/terms?v=2#top');
    expect(brandOf('/legal/terms?v=2#top').termsUrl).toBe('/legal/terms?v=2#top');
    expect(brandOf('/terms', 'https://login.example.com').termsUrl).toBe('https://login.example.com/terms');
    expect(readConfig({ BRAND_PRIVACY_URL: '/privacy' }).brand.privacyUrl).toBe('/privacy');
    for (const address of [
      'http://example.com/terms',
      '//evil.example/terms',
      '/\\evil.example',
      '/.//evil.example',
      'terms',
      'example.com/terms',
      'javascript:alert(1)',
      'mailto:legal@example.com',
      'https://user@evil.example/',
      'https:/example.com',
      '/a b',
      '/a"b',
      '/te\u200brms',
    ]) {
      for (const name of ['BRAND_TERMS_URL', 'BRAND_PRIVACY_URL'])
        expect(problemsOf({ [name]: address }), address).toEqual([
          `${name} must be an https address or a path on this server, such as https://example.com/terms or /terms`,
        ]);
    }
  });

  it('takes a path on this server for the logo, and not the address that leads to it', () => {
    expect(readConfig({ BRAND_LOGO_URL: '/files/logo.svg' }).brand.logoUrl).toBe('/files/logo.svg');
    for (const BRAND_LOGO_URL of [
      'https://cdn.example/logo.svg',
      '//cdn.example/logo.svg',
      'logo.svg',
      '/brand/logo',
      '/brand/mark/',
    ])
      expect(problemsOf({ BRAND_LOGO_URL }), BRAND_LOGO_URL).toEqual([expect.stringMatching(/^BRAND_LOGO_URL must/)]);
  });

  it('refuses in production what is safe only for trying out', { tags: ['unsafe-settings'] }, () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
    const refused: Array<[Record<string, string>, string]> = [
      [{ SECRET_KEY: '' }, 'SECRET_KEY'],
      [{ SECRET_KEY: 'short' }, 'SECRET_KEY'],
      [{ SECRET_KEY_FALLBACKS: `${GOOD_KEY},short` }, 'SECRET_KEY_FALLBACKS'],
      [{ SECRET_KEY_FALLBACKS: `${GOOD_KEY},${'k'.repeat(32)}` }, 'SECRET_KEY_FALLBACKS'],
      [{ SECRET_KEY: `short${' '.repeat(40)}` }, 'SECRET_KEY'],
      [{ EMAIL_HOST: '' }, 'EMAIL_HOST'],
      [{ BCRYPT_COST: '9' }, 'BCRYPT_COST'],
      [{ BCRYPT_COST: '04' }, 'BCRYPT_COST'],
      [{ BREACHED_PASSWORDS_URL: 'http://breached.example.com/range/' }, 'BREACHED_PASSWORDS_URL'],
      [{ BREACHED_PASSWORDS_URL: 'http://127.0.0.1.example.com/range/' }, 'BREACHED_PASSWORDS_URL'],
      [{ RATE_LIMITS: 'off' }, 'RATE_LIMITS'],
      [{ RATE_LIMITS: 'FALSE' }, 'RATE_LIMITS'],
      [{ RATE_LIMITS: 'no' }, 'RATE_LIMITS'],
      [{ PLAYGROUND: 'on' }, 'PLAYGROUND'],
      [{ PUBLIC_URL: '' }, 'PUBLIC_URL'],
      [{ PUBLIC_URL: 'http://login.example.com' }, 'PUBLIC_URL'],
      [{ PUBLIC_URL: 'http://10.0.0.1' }, 'PUBLIC_URL'],
      [{ EMAIL_USE_TLS: 'off' }, 'EMAIL_USE_TLS'],
      [{ EMAIL_USE_TLS: '0', EMAIL_HOST: '203.0.113.1' }, 'EMAIL_USE_TLS'],
    ];
    for (const [change, name] of refused) {
      const problems = problemsOf({ ...PRODUCTION, ...change });
      expect(
        problems.map(problem => problem.split(' ')[0]),
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
      expect(problemsOf({ BREACHED_PASSWORDS_URL: text })).toEqual([expect.stringMatching('^BREACHED_PASSWORDS_URL')]);
  });

  it.each([
    'k'.repeat(32),
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyz012345',
    '1234567890'.repeat(5),
    'Xy9!Xy9!Xy9!Xy9!Xy9!Xy9!Xy9!Xy9!',
    'please-change-me-before-you-go-live-9f3a',
    'ThisIsAVerySecretKeyOfOurProduct2026',
    'django-insecure-9xk!v2m4w7q0z5b8n1c3',
  ])('refuses the key %s in production, and does not quote it', key => {
    const problems = problemsOf({ ...PRODUCTION, SECRET_KEY: key });
    expect(problems).toEqual([expect.stringMatching(/^SECRET_KEY can be guessed/)]);
    expect(problems.join()).not.toContain(key);
    expect(problemsOf({ SECRET_KEY: key })).toEqual([]);
  });

  it('takes service keys of 32 characters and more, none of them SECRET_KEY, and quotes none', () => {
    const keys = [GOOD_KEY, `${GOOD_KEY}/+=`];
    expect(readConfig({ SERVICE_KEYS: ` ${keys[0]} , "${keys[1]}",` }).serviceKeys).toEqual(keys);
    expect(readConfig({}).serviceKeys).toEqual([]);
    for (const wrong of [
      GOOD_KEY.slice(1),
      `${GOOD_KEY},short`,
      `${GOOD_KEY} b`,
      `${GOOD_KEY}é`,
      `${GOOD_KEY}\n${GOOD_KEY}`,
    ]) {
      const problems = problemsOf({ SERVICE_KEYS: wrong });
      expect(problems, wrong).toEqual([expect.stringMatching(/^SERVICE_KEYS must be keys of at least 32 characters/)]);
      expect(problems.join()).not.toContain(GOOD_KEY.slice(1));
    }
    expect(problemsOf({ SECRET_KEY: GOOD_KEY, SERVICE_KEYS: `${keys[1]},${GOOD_KEY}` })).toEqual([
      'SERVICE_KEYS must not hold a key of SECRET_KEY, which no product may know',
    ]);
    const rotating = { SECRET_KEY: keys[1] ?? GOOD_KEY, SECRET_KEY_FALLBACKS: `an older one,${GOOD_KEY}` };
    expect(problemsOf({ ...rotating, SERVICE_KEYS: GOOD_KEY })).toEqual([
      'SERVICE_KEYS must not hold a key of SECRET_KEY_FALLBACKS, which no product may know',
    ]);
    expect(problemsOf({ ...PRODUCTION, SERVICE_KEYS: 'a'.repeat(40) })).toEqual([
      expect.stringMatching(/^SERVICE_KEYS can be guessed/),
    ]);
    expect(problemsOf({ ...PRODUCTION, SERVICE_KEYS: keys[1] ?? '' })).toEqual([]);
  });

  it('takes every key that a generator makes', () => {
    for (let round = 0; round < 500; round += 1) {
      for (const key of [randomBytes(16).toString('hex'), randomBytes(48).toString('base64'), randomUUID()]) {
        expect(whyGuessable(key), key).toBeUndefined();
      }
    }
  });

  it.each(['0.0.0.0/0', '::/0', '10.0.0.1, 0.0.0.0/1,128.0.0.0/1', '64.0.0.0/7', '2000::/3', '::ffff:0:0/96'])(
    'refuses TRUST_PROXY=%s in production',
    text => {
      expect(problemsOf({ ...PRODUCTION, TRUST_PROXY: text })).toEqual([
        expect.stringMatching(/^TRUST_PROXY trusts most/),
      ]);
    },
  );

  it.each(['10.0.0.0/8', 'fc00::/7', '2a00::/19', 'loopback,uniquelocal', '2'])(
    'takes TRUST_PROXY=%s in production',
    text => {
      expect(problemsOf({ ...PRODUCTION, TRUST_PROXY: text })).toEqual([]);
    },
  );

  it.each(['0.0.0.0/0', '::/0', '203.0.113.0/24,128.0.0.0/1', '2000::/3', '::ffff:0:0/96'])(
    'refuses LIMITS_EXEMPT=%s in production',
    text => {
      expect(problemsOf({ ...PRODUCTION, LIMITS_EXEMPT: text })).toEqual([
        expect.stringMatching(/^LIMITS_EXEMPT exempts most of the internet/),
      ]);
    },
  );

  it.each([
    ['203.0.113.7', ['203.0.113.7/32']],
    ['203.0.113.0/24', ['203.0.113.0/24']],
    [' 203.0.113.0/24 ,2001:DB8::/48, 2001:db8:1::7 ', ['203.0.113.0/24', '2001:db8::/48', '2001:db8:1::7/128']],
    ['::ffff:203.0.113.0/120', ['203.0.113.0/24']],
    ['10.0.0.0/8,fc00::/7', ['10.0.0.0/8', 'fc00::/7']],
    ['10.0.0.0/8, fc00::/7, ', ['10.0.0.0/8', 'fc00::/7']],
    ['', []],
  ])('reads LIMITS_EXEMPT=%j as networks', (text, networks) => {
    const { limitsExempt } = readConfig({ ...PRODUCTION, LIMITS_EXEMPT: text });
    expect(limitsExempt.map(({ address, bits }) => `${address}/${bits}`)).toEqual(networks);
  });

  it.each([
    'school',
    'school.example',
    '203.0.113',
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/-1',
    '203.0.113.0-203.0.113.9',
    '203.0.113.*',
    '2001:db8::/129',
    '2001:db8::%eth0/64',
    '203.0.113.7:443',
    '[2001:db8::1]',
    '203.0.113.0/24;198.51.100.0/24',
    '203.0.113.0/24,,198.51.100.0/24',
    ',203.0.113.0/24',
    ',',
    'off',
  ])('refuses LIMITS_EXEMPT=%s in words', text => {
    expect(problemsOf({ LIMITS_EXEMPT: text })).toEqual([
      expect.stringMatching(/^LIMITS_EXEMPT must be addresses or networks such as 192\.0\.2\.0\/24/),
    ]);
  });

  it.each(['Production', 'PRODUCTION', 'prod', ' production', 'production ', 'live', 'staging', 'dev', ''.padEnd(2)])(
    'refuses NODE_ENV=%j, which would run as in development',
    text => {
      const problems = problemsOf({ NODE_ENV: text });
      expect(problems).toEqual([expect.stringMatching(/^NODE_ENV must be production, development or test/)]);
      if (/prod/i.test(text)) expect(problems[0]).toContain('write it as production');
    },
  );

  it('warns of settings that are unsafe in most places and may be intended in some', () => {
    const warningsOf = (change: Record<string, string>) =>
      readConfig({ ...PRODUCTION, ...change }).warnings.map(warning => warning.split(' ')[0]);
    expect(warningsOf({})).toEqual([]);
    for (const off of ['', 'off', '0']) expect(warningsOf({ TRUST_PROXY: off })).toEqual(['TRUST_PROXY']);
    expect(warningsOf({ PUBLIC_URL: 'http://localhost:4000' })).toEqual(['PUBLIC_URL']);
    expect(warningsOf({ PUBLIC_URL: 'http://[::1]:4000' })).toEqual(['PUBLIC_URL']);
    for (const host of ['10.1.2.3', '192.168.0.9', 'fd00::1', '169.254.1.1', 'mail', 'relay.internal']) {
      expect(warningsOf({ EMAIL_USE_TLS: 'off', EMAIL_HOST: host }), host).toEqual(['EMAIL_USE_TLS']);
    }
    for (const host of ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost', 'mail.localhost']) {
      expect(warningsOf({ EMAIL_USE_TLS: 'off', EMAIL_HOST: host }), host).toEqual([]);
    }
    expect(warningsOf({ EMAIL_USE_TLS: 'off', EMAIL_USE_SSL: 'on' })).toEqual([]);
    for (const url of ['postgresql://db.example.com/rekey', 'postgresql://203.0.113.5/rekey?sslmode=disable']) {
      expect(warningsOf({ DATABASE_URL: url }), url).toEqual(['DATABASE_URL']);
    }
    for (const url of [
      'postgresql://db/rekey',
      'postgresql://10.0.0.5/rekey',
      'postgresql:///rekey?host=/run/postgresql',
      'postgresql://db.example.com/rekey?sslmode=verify-full',
    ]) {
      expect(warningsOf({ DATABASE_URL: url }), url).toEqual([]);
    }
    expect(warningsOf({ SECRET_KEY: `${GOOD_KEY}\n` })).toEqual(['SECRET_KEY']);
    expect(readConfig({ DATABASE_URL: 'postgresql://db/rekey' }).warnings).toEqual([
      expect.stringMatching(/^SECRET_KEY is not set/),
    ]);
  });

  it('trims the key as its fallbacks, and still verifies what was signed with its white space', () => {
    expect(readConfig({ SECRET_KEY: ' new\n', SECRET_KEY_FALLBACKS: 'old' }).secretKeys).toEqual([
      'new',
      'old',
      ' new\n',
    ]);
    expect(problemsOf({ SECRET_KEY: ' \n' })).toEqual([expect.stringMatching(/^SECRET_KEY must hold/)]);
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
    ['10.0.0.1,', ['10.0.0.1']],
    ['10.0.0.0/8, ::1/128 ,loopback', ['10.0.0.0/8', '::1/128', 'loopback']],
  ])('reads TRUST_PROXY=%s', (text, read) => {
    expect(readConfig({ TRUST_PROXY: text }).trustProxy).toEqual(read);
  });

  it.each([
    'abc',
    '10.0.0.0/33',
    '::1/129',
    '1.2.3',
    ',',
    '10.0.0.1,,',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '-1',
    '*',
    'true, 1',
  ])('refuses TRUST_PROXY=%s', text => {
    expect(problemsOf({ TRUST_PROXY: text })).toHaveLength(1);
  });

  it.each([
    'ftp://example.com',
    'example.com',
    'https://user:pass@example.com',
    'https://example.com?x',
    'javascript:alert(1)',
  ])('refuses PUBLIC_URL=%s', text => {
    expect(problemsOf({ PUBLIC_URL: text })).toHaveLength(1);
  });

  it.each([
    ['https://example.com/auth', 'https://example.com/auth', '/auth'],
    ['https://Example.com:443/auth/', 'https://example.com/auth', '/auth'],
    [
      'https://example.com/Auth/v1.2/my_people~-',
      'https://example.com/Auth/v1.2/my_people~-',
      '/Auth/v1.2/my_people~-',
    ],
    ['http://localhost:4000/auth', 'http://localhost:4000/auth', '/auth'],
    ['https://example.com/healthzone', 'https://example.com/healthzone', '/healthzone'],
    ['https://example.com/', 'https://example.com', ''],
    ['https://example.com', 'https://example.com', ''],
  ])('reads PUBLIC_URL=%s with its path', (text, publicUrl, basePath) => {
    expect(readConfig({ PUBLIC_URL: text })).toMatchObject({ publicUrl, basePath });
  });

  it.each([
    '/auth//',
    '//auth',
    '/a//b',
    '/auth/.',
    '/auth/..',
    '/./auth',
    '/../auth',
    '/auth/../admin',
    '/%2e%2e/auth',
    '/auth/%2E',
    '/auth%2fx',
    '/auth%2Fx',
    '/auth%5Cx',
    '/%61uth',
    '/auth%',
    '/.well-known',
    '/.auth',
    '/auth?x=1',
    '/auth?',
    '/auth#top',
    '/auth#',
    '/auth;x=1',
    '/auth\\x',
    '\\auth',
    '/au th',
    '/auth\tx',
    '/auth\u200bx',
    '/anmeldung-für-alle',
    '/auth"x',
    "/auth'x",
    '/auth<x>',
    '/{{base}}',
    '/a,b',
    '/a@b',
    '/a:b',
    '/*',
    '/healthz',
    '/READYZ/',
    '/metrics/auth',
  ])('refuses a path of PUBLIC_URL that a proxy could read differently, or that is taken: %j', path => {
    expect(problemsOf({ PUBLIC_URL: `https://example.com${path}` })).toEqual([expect.stringMatching(/^PUBLIC_URL /)]);
  });

  it.each(['localhost', 'LOCALHOST', '127.8.9.10', '[::1]:8080', '[::ffff:127.0.0.1]'])(
    'takes plain http at %s, which is this machine, in every variable and in production too',
    host => {
      expect(problemsOf(plainHttpAt(host))).toEqual([]);
    },
  );

  it('takes plain http at a name below localhost where a browser opens it, or the address behind it is checked', () => {
    const refused = problemsOf(plainHttpAt('app.localhost:3000')).map(problem => problem.split(' ')[0]);
    expect(refused).toEqual(['EMAIL_OAUTH_TOKEN_URL', 'BREACHED_PASSWORDS_URL']);
  });

  it.each(['login.example.com', 'localhost.example.com', 'notlocalhost', '10.0.0.1', '[::2]', '[::ffff:10.0.0.1]'])(
    'refuses plain http at %s, which is another machine, in every variable in production',
    host => {
      const refused = new Set(problemsOf(plainHttpAt(host)).map(problem => problem.split(' ')[0]));
      expect(refused).toEqual(new Set(Object.keys(PLAIN_HTTP)));
    },
  );

  it.each([
    [{}, '/account'],
    [{ PUBLIC_URL: 'https://example.com/auth' }, '/auth/account'],
    [{ HOME_URL: '/' }, '/'],
    [{ HOME_URL: '/dashboard?tab=1#top', PUBLIC_URL: 'https://example.com/auth' }, '/dashboard?tab=1#top'],
    [{ HOME_URL: '/login', PUBLIC_URL: 'https://example.com/auth' }, '/login'],
    [{ HOME_URL: '/a/../b/ü' }, '/b/%C3%BC'],
    [{ HOME_URL: 'https://App.Example.com:443' }, 'https://app.example.com/'],
    [{ HOME_URL: 'https://app.example.com/start?x=1#y' }, 'https://app.example.com/start?x=1#y'],
    [{ HOME_URL: 'http://localhost:3000' }, 'http://localhost:3000/'],
    [{ HOME_URL: 'http://127.0.0.1:3000/x' }, 'http://127.0.0.1:3000/x'],
    [{ HOME_URL: 'http://[::1]:3000/' }, 'http://[::1]:3000/'],
    [{ HOME_URL: 'https://example.com/auth/account?x#y', PUBLIC_URL: 'https://EXAMPLE.com/auth' }, '/auth/account?x#y'],
    [{ HOME_URL: 'https://example.com', PUBLIC_URL: 'https://example.com/auth' }, '/'],
    [{ HOME_URL: 'https://example.com//x', PUBLIC_URL: 'https://example.com/auth' }, 'https://example.com//x'],
    [{ HOME_URL: 'https://example.com.au/', PUBLIC_URL: 'https://example.com' }, 'https://example.com.au/'],
  ])('reads where people go on to: %j', (environment, homeUrl) => {
    expect(readConfig(environment).homeUrl).toBe(homeUrl);
  });

  it.each([
    'dashboard',
    'app.example.com',
    '//app.example.com/',
    '/\\app.example.com/',
    '\\\\app.example.com',
    '/..//app.example.com',
    '/\t/app.example.com',
    '/dash board',
    '/dash\u200bboard',
    'http://app.example.com/',
    'http://localhost.example.com/',
    'ftp://app.example.com/',
    'javascript:alert(1)',
    'https:app.example.com',
    'https://user@app.example.com/',
    'https://app.example.com./',
    'https://0.0.0.0/',
    'https://app.example.com\\x',
    'https://*.example.com/',
    '/login',
    '/login/?next=/x',
  ])('refuses HOME_URL=%j', text => {
    expect(problemsOf({ HOME_URL: text })).toEqual([expect.stringMatching(/^HOME_URL must (?:be|not be) /)]);
  });

  it('refuses the sign-in page as the place where people go on to, however it is written', () => {
    for (const home of ['/auth/login', '/auth/login/', 'https://example.com/auth/login#x']) {
      expect(problemsOf({ PUBLIC_URL: 'https://example.com/auth', HOME_URL: home })).toHaveLength(1);
    }
  });

  it.each([
    ['https://app.example.com', ['https://app.example.com']],
    [
      'https://App.example.com:443/ , https://b.example:8443,http://localhost:3000',
      ['https://app.example.com', 'https://b.example:8443', 'http://localhost:3000'],
    ],
    ['https://bücher.example', ['https://xn--bcher-kva.example']],
    ['https://a.example, https://b.example, ', ['https://a.example', 'https://b.example']],
  ])('reads NEXT_ORIGINS=%s', (text, nextOrigins) => {
    expect(readConfig({ NEXT_ORIGINS: text })).toMatchObject({ nextOrigins });
  });

  it.each([
    '*',
    'https://*',
    'https://*.example.com',
    'https://.example.com',
    'example.com',
    '//example.com',
    '/account',
    'null',
    'https://example.com/path',
    'https://example.com//',
    'https://example.com?x',
    'https://example.com#x',
    'https://user@example.com',
    'https://example.com.',
    ',https://example.com',
    ',',
    'https://example.com https://b.example',
    'https://example.com;https://b.example',
    'https://example.com\\',
    'https://exa\u200bmple.com',
    'https://example.com:0',
    'https://1',
    'http://example.com',
    'http://10.0.0.1',
    'http://localhost.example.com',
    'ftp://example.com',
    'javascript:alert(1)',
    'https://0.0.0.0',
  ])('refuses NEXT_ORIGINS=%j', text => {
    expect(problemsOf({ NEXT_ORIGINS: text })).toEqual([expect.stringMatching(/^NEXT_ORIGINS /)]);
  });
});
