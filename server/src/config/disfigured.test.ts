import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Config, ConfigurationError, readConfig, VARIABLE_NAMES } from './config.ts';

const OAUTH = {
  EMAIL_HOST: 'smtp.acme.test',
  EMAIL_USER: 'login@acme.test',
  EMAIL_OAUTH_TOKEN_URL: 'https://login.acme.test/token',
};

/** A value of each variable, with others that it needs. */
const MEANT: Readonly<Record<string, string | readonly [string, Readonly<Record<string, string>>]>> = {
  HOST: '10.1.2.3',
  PORT: '4100',
  PUBLIC_URL: 'https://login.acme.test:8443',
  DATABASE_URL: 'postgresql://rekey:swordfish@db.acme.test:6432/rekey',
  DATABASE_POOL_SIZE: '12',
  MIGRATE: 'off',
  METRICS_PORT: '9090',
  SHUTDOWN_DELAY: '7',
  SECRET_KEY: 'swordfish-mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
  SECRET_KEY_FALLBACKS: ['swordfish-aT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E', { SECRET_KEY: 'x' }],
  BEARER_SESSIONS: 'on',
  SERVICE_KEYS: 'swordfish-kT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E,swordfish-lT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
  EMAIL_HOST: 'smtp.acme.test',
  EMAIL_PORT: ['2525', { EMAIL_HOST: 'smtp.acme.test' }],
  EMAIL_USE_TLS: ['off', { EMAIL_HOST: 'localhost' }],
  EMAIL_USE_SSL: ['on', { EMAIL_HOST: 'smtp.acme.test' }],
  EMAIL_USER: ['login@acme.test', { EMAIL_HOST: 'smtp.acme.test', EMAIL_PASS: 'x' }],
  EMAIL_PASS: ['swordfish 12', { EMAIL_HOST: 'smtp.acme.test', EMAIL_USER: 'x' }],
  EMAIL_OAUTH_CLIENT_ID: ['client-1', { ...OAUTH, EMAIL_OAUTH_CLIENT_SECRET: 'x' }],
  EMAIL_OAUTH_CLIENT_SECRET: ['swordfish', { ...OAUTH, EMAIL_OAUTH_CLIENT_ID: 'x' }],
  EMAIL_OAUTH_REFRESH_TOKEN: ['swordfish', { ...OAUTH, EMAIL_OAUTH_CLIENT_ID: 'x' }],
  EMAIL_OAUTH_SCOPE: ['mail', { ...OAUTH, EMAIL_OAUTH_CLIENT_ID: 'x', EMAIL_OAUTH_CLIENT_SECRET: 'x' }],
  EMAIL_FROM: 'Acme <login@acme.test>',
  EMAIL_EHLO_NAME: ['mx.acme.test', { EMAIL_HOST: 'smtp.acme.test' }],
  EMAIL_HOURLY_LIMIT: '4321',
  MAIL_TEMPLATES: '/srv/rekey/mails',
  BRAND_NAME: "Acme's login",
  BRAND_COLOUR: '#12ab9f',
  BRAND_LOGO_URL: '/brand/logo.svg',
  BRAND_SUPPORT_URL: 'https://acme.test/help?from=login',
  BRAND_SUPPORT_EMAIL: 'help@acme.test',
  BRAND_TERMS_URL: 'https://acme.test/terms',
  BRAND_PRIVACY_URL: 'https://acme.test/privacy',
  PASSWORD_RESET_TIMEOUT: '1800',
  REGISTRATION_TIMEOUT: '7200',
  SESSION_TIMEOUT: '5000',
  SESSION_IDLE_TIMEOUT: '4000',
  SECURITY_EVENT_RETENTION: '86400',
  PASSWORD_MIN_LENGTH: '10',
  BCRYPT_COST: '11',
  BREACHED_PASSWORDS_URL: 'https://breached.acme.test/range/',
  RATE_LIMITS: 'off',
  LIMITS_EXEMPT: '192.0.2.0/24,2001:db8::/32',
  LIMITS_CLIENT_FACTOR: '5',
  TRUST_PROXY: '10.0.0.0/8,::1',
  PLAYGROUND: 'off',
  INTROSPECTION: 'off',
  LOG_LEVEL: 'warn',
};

/** Secrets of which every character may count: what is odd about them is warned of, and left in place. */
const KEPT_AS_GIVEN = ['EMAIL_PASS', 'EMAIL_OAUTH_CLIENT_SECRET', 'EMAIL_OAUTH_REFRESH_TOKEN'];

/** What is left of a value when it is read as it was meant, and what is refused otherwise. */
type Reading = { readonly config: Omit<Config, 'warnings'>; readonly warnings: readonly string[] } | readonly string[];

function read(environment: Record<string, string>): Reading {
  try {
    const { warnings, secretKeys, ...config } = readConfig(environment);
    // A key that counts besides the first one verifies what earlier versions have signed.
    return { config: { ...config, secretKeys: secretKeys && [secretKeys[0]] }, warnings };
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

function parts(name: string): [value: string, others: Readonly<Record<string, string>>] {
  const meant = MEANT[name] ?? '';
  return typeof meant === 'string' ? [meant, {}] : [meant[0], meant[1]];
}

/** Fails where a disfigured value became another one, or where a message shows a secret or names another variable. */
function expectMeantOrNamed(name: string, disfigured: string, orRefused = true) {
  const [value, others] = parts(name);
  const meant = read({ ...others, [name]: value });
  const found = read({ ...others, [name]: disfigured });
  const label = `${name}=${JSON.stringify(disfigured)}`;
  if (!('config' in found)) {
    expect(orRefused || KEPT_AS_GIVEN.includes(name), `${label}: ${found}`).toBe(true);
    expect(found, label).toEqual([expect.stringMatching(`^${name}\\b`)]);
    expect(found.join(), label).not.toContain('swordfish');
    return;
  }
  expect(found.warnings.join(), label).not.toContain('swordfish');
  if (
    KEPT_AS_GIVEN.includes(name) &&
    JSON.stringify(found.config) !== JSON.stringify((meant as { config: object }).config)
  ) {
    const { pass, oauth } = found.config.mailServer ?? {};
    const kept = disfigured.replace(/^\ufeff|[\r\n]+$/g, '');
    expect([pass, oauth?.clientSecret, oauth?.refreshToken], label).toContain(kept);
    if (!orRefused) expect(found.warnings, label).toContainEqual(expect.stringMatching(`^${name} has`));
    return;
  }
  expect(found.config, label).toEqual((meant as { config: object }).config);
}

/** What stands around a value and is undone. */
const AROUND: ReadonlyArray<readonly [string, string]> = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['', '\r'],
  ['', '\r\n'],
  [' ', '\t'],
  ['\ufeff', ''],
  ['\u00a0', '\u00a0'],
  ['\u200b', '\u200b'],
  ['\u2060', '\u3000'],
];

/** What makes of a value another one, or none. */
const CHANGES: ReadonlyArray<(value: string) => string> = [
  value => `${value} # as agreed`,
  value => `${value}\\n`,
  value => `${value}\\r\\n`,
  value => `"${value}`,
  value => `${value}"`,
  value => `\\"${value}\\"`,
  value => `${value}\${SUFFIX}`,
  value => `$(echo ${value})`,
  value => `{{ .Values.${value} }}`,
  value => `${value}\0`,
  value => `${value}\nSECOND=line`,
];

/** What stands there where no one has given a value. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: what templates leave is looked for
const INSTEAD = [
  '${VALUE}',
  '$(VALUE)',
  '$VALUE',
  '%VALUE%',
  '{{ .Values.value }}',
  '<%= value %>',
  '<no value>',
  '<your value>',
  'undefined',
  'null',
  'None',
  '[object Object]',
  'changeme',
  'CHANGE_ME',
  'your-value-here',
  'xxxxxxxx',
  '***',
  'TODO',
  '[REDACTED]',
];

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the rest has none

describe('a value of the environment', { tags: ['configuration-parsed'] }, () => {
  it.each(Object.keys(MEANT))('of %s is read as meant, regardless of what stands around it', name => {
    const [value] = parts(name);
    const around = fc.array(fc.constantFrom(...AROUND), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(around, layers => {
        const disfigured = layers.reduce((text, [before, after]) => `${before}${text}${after}`, value);
        expectMeantOrNamed(name, disfigured, false);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.keys(MEANT))('of %s that was changed within is read as meant or refused by its name', name => {
    const [value, others] = parts(name);
    for (const change of CHANGES) {
      const verbatimKey = name.startsWith('SECRET_KEY');
      // Any text is a key; one that was changed is another key, as it has always been.
      if (!verbatimKey) expectMeantOrNamed(name, change(value));
    }
    const freeText = [
      'BRAND_NAME',
      'EMAIL_FROM',
      'EMAIL_OAUTH_SCOPE',
      'MAIL_TEMPLATES',
      'SECRET_KEY',
      'SECRET_KEY_FALLBACKS',
    ];
    if (freeText.includes(name)) return;
    for (let at = 1; at < value.length; at += 1) {
      for (const character of ['\u200b', '\u00a0', '\u202e', '\t', '\n', '\ufeff']) {
        expectMeantOrNamed(name, value.slice(0, at) + character + value.slice(at));
      }
    }
    expect(read({ ...others, [name]: value })).toHaveProperty('config');
  });

  it.each([...VARIABLE_NAMES])('of %s is refused by its name where a template left a placeholder', name => {
    for (const text of INSTEAD) {
      const problems = read({ [name]: text });
      expect(problems, text).toContainEqual(expect.stringMatching(`^${name} `));
    }
  });

  it.each([...VARIABLE_NAMES].filter(name => name !== 'NODE_ENV'))(
    'of %s that is empty, or holds nothing but quotation marks, counts as not set',
    name => {
      const unset = read({});
      for (const text of ['', '""', "''"]) {
        expect(read({ [name]: text }), text).toEqual(unset);
      }
    },
  );

  it.each([
    '3600s',
    '1h',
    '1_000',
    '1,000',
    '1.000',
    '0x10',
    '1e3',
    '٣٦٠٠',
    '３６００',
    '15.0',
    '+5',
    '-5',
    '∞',
    '9'.repeat(30),
  ])('that is a number is refused as %s', text => {
    const numbers = Object.keys(MEANT).filter(name => /^\d+$/.test(parts(name)[0]));
    expect(numbers.length).toBeGreaterThan(10);
    for (const name of numbers) {
      expect(read({ [name]: text }), name).toEqual([expect.stringMatching(`^${name} must be a whole number`)]);
    }
  });

  it.each([
    ['on', true],
    ['ON', true],
    ['True', true],
    ['1', true],
    ['YES', true],
    ['off', false],
    ['Off', false],
    ['FALSE', false],
    ['0', false],
    ['No', false],
  ])('that is a switch is read from %s', (text, on) => {
    expect(readConfig({ MIGRATE: text, INTROSPECTION: text })).toMatchObject({ migrate: on, introspection: on });
  });

  it.each<[string, string | undefined]>([
    ['https://Login.Example.COM', 'https://login.example.com'],
    ['HTTPS://login.example.com/', 'https://login.example.com'],
    ['https://login.example.com:443/', 'https://login.example.com'],
    ['http://localhost:80', 'http://localhost'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
    ['login.example.com', undefined],
    ['//login.example.com', undefined],
    ['https:/login.example.com', undefined],
    ['https:login.example.com', undefined],
    ['https:\\\\login.example.com', undefined],
    ['https://login.example.com//', undefined],
    ['https://login.example.com/?', undefined],
    ['https://login.example.com#', undefined],
    ['https://@login.example.com', undefined],
    ['https://login.example.com:0', undefined],
    ['https://login.example.com:99999', undefined],
    ['https://login.example.com.', undefined],
    ['https://login example.com', undefined],
    ['https://login%2eexample.com', undefined],
    ['https://*.example.com', undefined],
    ['https://undefined', undefined],
    ['https://1', undefined],
    ['http://0x7f.1', undefined],
    ['http://127.1', undefined],
    ['http://0.0.0.0:4000', undefined],
    ['https://https://login.example.com', undefined],
  ])('PUBLIC_URL=%s is read as the origin that it is, or refused', (text, origin) => {
    const found = read({ PUBLIC_URL: text });
    if (origin !== undefined) expect(found).toMatchObject({ config: { publicUrl: origin } });
    else expect(found).toEqual([expect.stringMatching('^PUBLIC_URL must be an origin')]);
  });

  it.each<[string, string | undefined]>([
    ['0.0.0.0', '0.0.0.0'],
    ['[::1]', '::1'],
    ['mail_server', 'mail_server'],
    ['smtp.bücher.example', 'smtp.xn--bcher-kva.example'],
    ['smtp.example.com:587', undefined],
    ['smtp://smtp.example.com', undefined],
    ['[::1]:25', undefined],
    ['user@smtp.example.com', undefined],
    ['smtp.example.com/', undefined],
    ['smtp.example.com, smtp2.example.com', undefined],
    ['127.1', undefined],
    ['*', undefined],
    ['none', undefined],
  ])('HOST and EMAIL_HOST are read from %s, or refused', (text, host) => {
    for (const name of ['HOST', 'EMAIL_HOST']) {
      const found = read({ [name]: text });
      if (host === undefined) expect(found).toEqual([expect.stringMatching(`^${name} must be a host name`)]);
      else expect(found).toMatchObject({ config: name === 'HOST' ? { host } : { mailServer: { host } } });
    }
  });

  it.each(['METRICS_PORT', 'EMAIL_PORT', 'PORT'])(
    '%s that Kubernetes sets for a service of that name is explained',
    name => {
      // kubernetes/kubernetes issue 59552.
      expect(read({ [name]: 'tcp://10.43.161.118:8585' })).toEqual([expect.stringContaining('enableServiceLinks')]);
    },
  );

  it.each([
    'postgresql://u:swordfish#1@db/rekey',
    'postgresql://u:1#swordfish@db/rekey',
    'postgresql://u:1?swordfish@db/rekey',
    'postgresql://u:1/swordfish@db/rekey',
    'postgresql://u:sword%fish@db/rekey',
    'postgresql://u:swordfish@undefined/rekey',
    'postgresql://u:$(DB_PASSWORD)@db/rekey',
    'postgresql+asyncpg://u:swordfish@db/rekey',
    'jdbc:postgresql://db/rekey',
    'sqlite://data/rekey.sqlite',
    'sqlite:~/rekey.sqlite',
    'sqlite:data/',
    'file:data/rekey.sqlite',
  ])('DATABASE_URL=%s is refused, since it would lead elsewhere', text => {
    const problems = read({ DATABASE_URL: text });
    expect(problems).toEqual([expect.stringMatching('^DATABASE_URL ')]);
    expect(String(problems)).not.toContain('fish');
  });

  it.each([
    ['Acme <login@acme.test>', true],
    ['"Acme, Inc." <login@acme.test>', true],
    ['login@localhost', true],
    ['Acme, Inc. <login@acme.test>', true],
    ['a@acme.test, b@acme.test', false],
    ['Acme <login@acme.test', false],
    ['Acme login@acme.test', false],
    ['Acme <login@acme.test> <b@acme.test>', false],
    ['Acme', false],
  ])('EMAIL_FROM=%s is one sender: %s', (text, taken) => {
    expect('config' in read({ EMAIL_FROM: text })).toBe(taken);
  });

  it('EMAIL_DKIM_SELECTOR may be a number, as many are', () => {
    const others = { EMAIL_DKIM_DOMAIN: 'acme.test', EMAIL_DKIM_KEY_FILE: '/nowhere' };
    expect(read({ ...others, EMAIL_DKIM_SELECTOR: '20230601' })).toEqual([
      expect.stringMatching('^EMAIL_DKIM_KEY_FILE'),
    ]);
    for (const text of ['s1 s2', 's1.', 's1/', 's\u200b1', 's1._domainkey:x']) {
      expect(read({ ...others, EMAIL_DKIM_SELECTOR: text }), text).toContainEqual(
        expect.stringMatching('^EMAIL_DKIM_SELECTOR must be'),
      );
    }
  });

  it('EMAIL_PASS keeps every character but those that no password holds', () => {
    const passOf = (EMAIL_PASS: string) =>
      readConfig({ EMAIL_HOST: 'smtp.gmail.com', EMAIL_USER: 'a@acme.test', EMAIL_PASS });
    for (const kept of ['abcd efgh ijkl mnop', ' x ', '"x"', 'a#b', '$ecret', 'p%40ss', 'x\\n', 'é\u00a0x']) {
      expect(passOf(kept).mailServer?.pass).toBe(kept);
    }
    expect(passOf('\ufeffx\r\n').mailServer?.pass).toBe('x');
    // Google shows app passwords in groups; see WeblateOrg/weblate issue 3100 for what a copy holds.
    expect(passOf('abcd\u00a0efgh\u00a0ijkl\u00a0mnop').mailServer?.pass).toBe('abcd efgh ijkl mnop');
    for (const odd of [' x', '"x"', 'é\u00a0x', 'x # comment']) {
      expect(passOf(odd).warnings, odd).toEqual([expect.stringMatching('^EMAIL_PASS has')]);
    }
    expect(passOf('abcd efgh ijkl mnop').warnings).toEqual([]);
  });

  it('SECRET_KEY without its quotation marks signs, and what was signed with them is still verified', () => {
    expect(readConfig({ SECRET_KEY: '"new"' }).secretKeys).toEqual(['new', '"new"']);
    expect(readConfig({ SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: '"old, older"' }).secretKeys).toEqual([
      'new',
      'old',
      'older',
      '"old',
      'older"',
    ]);
    expect(readConfig({ SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: "'old','older'" }).secretKeys?.slice(0, 3)).toEqual([
      'new',
      'old',
      'older',
    ]);
  });

  it('SECRET_KEY_FALLBACKS may hold keys with a line break in them, or a key in each line', () => {
    const [one, other] = ['k'.repeat(32), 'l'.repeat(32)];
    expect(readConfig({ SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: `${one}\n${other}\n` }).secretKeys).toEqual(
      expect.arrayContaining([`${one}\n${other}`, one, other]),
    );
  });

  it('EMAIL_PORT that contradicts the kind of TLS is warned of', () => {
    const warned = (environment: Record<string, string>) =>
      readConfig({ EMAIL_HOST: 'smtp.acme.test', ...environment }).warnings.map(warning => warning.split(' ')[0]);
    expect(warned({ EMAIL_PORT: '465' })).toEqual(['EMAIL_PORT']);
    expect(warned({ EMAIL_PORT: '587', EMAIL_USE_SSL: 'on' })).toEqual(['EMAIL_USE_SSL']);
    expect(warned({ EMAIL_PORT: '465', EMAIL_USE_SSL: 'on' })).toEqual([]);
    expect(warned({ EMAIL_PORT: '587' })).toEqual([]);
  });
});
