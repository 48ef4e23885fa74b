import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { startTestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';

/** The hashes are from passwords/foreignHashes.test.ts, which says who made them. */
const PASSWORD = 'Überraschung 42';
const BCRYPT = '$2b$04$bIL6gft0.n9yea71r/30zuNhYNNuc4d5VlmhAABSS8mewnteLu48W';
const ID = '0b2c3d4e-1111-4222-8333-444455556666';
const CREATED = '2021-03-04T05:06:07.000Z';

const HASH_CONFIG = `hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}`;
const FIREBASE_USER = {
  localId: 'Qz1abcDEF',
  email: 'ada@example.com',
  emailVerified: true,
  passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  salt: '42xEC+ixf3L2lw==',
  createdAt: '1614834367000',
  disabled: false,
  providerUserInfo: [],
};
const KEYCLOAK_USER = {
  id: ID,
  createdTimestamp: 1_614_834_367_000,
  username: 'ada',
  enabled: true,
  emailVerified: true,
  email: 'ada@example.com',
  credentials: [
    { id: 'x', type: 'otp', secretData: '{}', credentialData: '{}' },
    {
      id: 'y',
      type: 'password',
      secretData:
        '{"value":"cLjbkcVW524jMbc/+OsNR4fD4nyDDXL+PosSva4H8R9beXP7PI+LO6nLt0AHtrop6jGHf7K8Ez3sNOnhOve+fw==","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{}}',
      credentialData: '{"hashIterations":1000,"algorithm":"pbkdf2-sha512","additionalParameters":{}}',
    },
  ],
};
const KEYCLOAK_ARGON2 = [
  {
    type: 'password',
    secretData:
      '{"value":"WBhs260R8wmCDrMfQzlRWrsUHe97p6e+bOcGpv1wMvs=","salt":"c29tZXNhbHQxNmJ5dGVzIQ==","additionalParameters":{}}',
    credentialData:
      '{"hashIterations":1,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["512"],"type":["id"],"version":["1.3"],"parallelism":["4"]}}',
  },
];
const BETTER_AUTH_HASH =
  '00112233445566778899aabbccddeeff:fa4e3d997e028f89fb95c80ed39b9bc60130508f1ce2c81d728214e6af0c23b2bf9ee893c2ba7d85404828badf9fd6f4dfc6eefe7efc749603ffcfe84905cbb2';

interface Case {
  readonly from: string;
  readonly file: string | Uint8Array;
  readonly key: { readonly id: string } | { readonly reference: string };
  readonly password?: string;
  /** What is told of the second person. */
  readonly told: RegExp;
  readonly secondDisabled?: boolean;
}

const csv = (...rows: readonly string[]) => `${rows.join('\n')}\n`;

/** Each file holds ada@example.com, with a password, and bo@example.com, of whom something is to tell. */
const FILES: Record<string, Case> = {
  'Django, dumpdata with other models in it': {
    from: 'django',
    file: JSON.stringify([
      { model: 'contenttypes.contenttype', pk: 1, fields: { app_label: 'auth', model: 'user' } },
      {
        model: 'auth.user',
        pk: 17,
        fields: {
          password:
            'scrypt$1024$seasalt$8$5$CNQpm33G+wR3hwGu7XrLCV7tlDWgge6UJM7Iq8F0C+/cW9xMTCvGgpjPnmw3npWPv4YXDkUe+0QKOsgE4oS44w==',
          username: 'ada',
          email: 'ada@example.com',
          is_active: true,
          date_joined: '2021-03-04T05:06:07Z',
        },
      },
      {
        model: 'auth.user',
        pk: 18,
        fields: { password: 'md5$x$y', username: 'bo@example.com', email: '', is_active: false, date_joined: 'soon' },
      },
    ]),
    key: { reference: '17' },
    told: /unreadable.*createdAt/,
    secondDisabled: true,
  },
  'Django, dumpdata as lines, with a UUID': {
    from: 'django',
    file: [
      {
        model: 'people.person',
        pk: ID,
        fields: {
          password: 'pbkdf2_sha1$1000$seasalt$9mt/ze9rbn6r70EMiHGc80zPoDw=',
          email: 'ada@example.com',
          last_login: null,
          date_joined: '2021-03-04T05:06:07+00:00',
        },
      },
      {
        model: 'people.person',
        pk: 'x\u0000',
        fields: { password: '!unusable', email: 'bo@example.com', last_login: null },
      },
    ]
      .map(line => JSON.stringify(line))
      .join('\n'),
    key: { id: ID },
    told: /without a reference/,
  },
  Devise: {
    from: 'devise',
    file: csv(
      'id,email,encrypted_password,created_at,confirmed_at,deleted_at',
      `17,ada@example.com,${BCRYPT.replace('2b', '2a')},2021-03-04 05:06:07,2021-03-05 00:00:00,`,
      `18,bo@example.com,"${BCRYPT}",2021-03-04 05:06:07.123456,,2022-01-01 00:00:00`,
    ),
    key: { reference: '17' },
    told: /never verified/,
    secondDisabled: true,
  },
  'Laravel, with semicolons and a UUID': {
    from: 'laravel',
    file: `\ufeff${csv(
      '"id";"name";"email";"email_verified_at";"password";"created_at"',
      `"${ID.toUpperCase()}";"Ada ""the"" Countess";"ada@example.com";"2021-03-05 00:00:00";"${BCRYPT.replace('2b', '2y')}";"2021-03-04 06:06:07+01"`,
      `"x";"Bo";"bo@example.com";"NULL";"${BCRYPT}";"2021-03-04"`,
    )}`,
    key: { id: ID },
    told: /never verified/,
  },
  'Auth0, hashes as its support sends them, packed': {
    from: 'auth0',
    file: gzipSync(
      [
        {
          _id: { $oid: '60425dc43519d90068f82973' },
          email_verified: true,
          email: 'ada@example.com',
          passwordHash: BCRYPT,
          password_set_date: { $date: '2021-03-04T05:06:07Z' },
          created_at: { $date: CREATED },
        },
        { _id: { $oid: '60425dc43519d90068f82974' }, email_verified: false, email: 'bo@example.com', blocked: true },
      ]
        .map(line => JSON.stringify(line))
        .join('\n'),
    ),
    key: { reference: 'auth0|60425dc43519d90068f82973' },
    told: /never verified/,
    secondDisabled: true,
  },
  'Firebase, JSON': {
    from: 'firebase',
    file: `{"users": [\n${[
      FIREBASE_USER,
      {
        ...FIREBASE_USER,
        localId: 'b',
        email: 'bo@example.com',
        passwordHash: 'short',
        emailVerified: false,
        disabled: true,
      },
    ]
      .map(user => JSON.stringify(user, null, 2))
      .join(',\n')}]}`,
    key: { reference: 'Qz1abcDEF' },
    password: 'user1password',
    told: /unreadable.*never verified/,
    secondDisabled: true,
  },
  'Firebase, CSV': {
    from: 'firebase',
    file: csv(
      `Qz1abcDEF,ada@example.com,true,${FIREBASE_USER.passwordHash},${FIREBASE_USER.salt},"Ada, Countess",${','.repeat(17)}1614834367000,1614834367000,,false,,`,
      `b,bo@example.com,false,,,,${','.repeat(17)}1614834367000,,,true,"{""admin"":true}",`,
    ),
    key: { reference: 'Qz1abcDEF' },
    password: 'user1password',
    told: /never verified/,
    secondDisabled: true,
  },
  'Supabase, CSV': {
    from: 'supabase',
    file: csv(
      'instance_id,id,aud,email,encrypted_password,email_confirmed_at,created_at,banned_until,deleted_at',
      `00000000-0000-0000-0000-000000000000,${ID},authenticated,ada@example.com,${BCRYPT},2021-03-05 00:00:00+00,2021-03-04 05:06:07.000000+00,2021-06-01 00:00:00+00,`,
      `00000000-0000-0000-0000-000000000000,x,authenticated,bo@example.com,,,2021-03-04 05:06:07+00,2999-01-01 00:00:00+00,`,
    ),
    key: { id: ID },
    told: /never verified/,
    secondDisabled: true,
  },
  'Keycloak, a realm on one line': {
    from: 'keycloak',
    file: JSON.stringify({
      realm: 'shop',
      roles: { realm: [{ name: 'users', attributes: {} }] },
      users: [
        KEYCLOAK_USER,
        {
          ...KEYCLOAK_USER,
          id: 'b',
          username: 'bo',
          email: 'bo@example.com',
          emailVerified: false,
          enabled: false,
          credentials: KEYCLOAK_ARGON2,
        },
        { id: 'c', username: 'service-account-x', serviceAccountClientId: 'x', enabled: true },
      ],
      clients: [{ clientId: 'x' }],
    }),
    key: { id: ID },
    told: /never verified/,
    secondDisabled: true,
  },
  'WordPress, CSV of wp user list': {
    from: 'wordpress',
    file: csv(
      'ID,user_login,user_email,user_pass,user_registered,user_status,spam',
      '17,ada,ada@example.com,$wp$2y$04$ggnpgvwlcjQjffmTZlPct.XaKPfS023MlsHOHuMFBYsiMFIRZXWui,"2021-03-04 05:06:07",0,0',
      '18,bo,bo@example.com,5f4dcc3b5aa765d61d8327deb882cf99,"0000-00-00 00:00:00",0,1',
    ),
    key: { reference: '17' },
    told: /unreadable.*createdAt/,
    secondDisabled: true,
  },
  'WordPress, JSON in UTF-16 as PowerShell writes it': {
    from: 'wordpress',
    file: Buffer.from(
      `\ufeff${JSON.stringify([
        {
          ID: 17,
          user_login: 'ada',
          user_email: 'ada@example.com',
          user_pass: '$P$5saltsaltcXwrvWm0o16pMf.qF5Lkb0',
          user_registered: '2021-03-04 05:06:07',
        },
        {
          ID: 18,
          user_login: 'bo',
          user_email: 'bo@example.com',
          user_pass: 'x',
          user_registered: '2021-03-04 05:06:07',
        },
      ])}`,
      'utf16le',
    ),
    key: { reference: '17' },
    told: /unreadable/,
  },
  'Better Auth, both tables': {
    from: 'better-auth',
    file: JSON.stringify({
      account: [
        { id: 'a1', userId: 'u1', providerId: 'google', accountId: '1' },
        { id: 'a2', userId: 'u1', providerId: 'credential', accountId: 'u1', password: BETTER_AUTH_HASH },
      ],
      user: [
        { id: 'u1', email: 'ada@example.com', emailVerified: true, createdAt: CREATED },
        { id: 'u2', email: 'bo@example.com', emailVerified: false, createdAt: CREATED, banned: true, banExpires: null },
      ],
    }),
    key: { reference: 'u1' },
    told: /never verified/,
    secondDisabled: true,
  },
  'Better Auth, CSV of the joined tables': {
    from: 'better-auth',
    file: csv(
      'id,email,emailVerified,createdAt,banned,banExpires,password',
      `u1,ada@example.com,1,1614834367000,1,1614834367001,${BETTER_AUTH_HASH}`,
      'u2,bo@example.com,0,1614834367,0,,',
    ),
    key: { reference: 'u1' },
    told: /never verified/,
  },
};

describe('importing the file of another system', () => {
  let commandLine: CommandLine;
  beforeEach(async () => {
    commandLine = await openCommandLine();
  });
  afterEach(() => commandLine.close());

  const people = () => join(commandLine.folder, 'people');
  const hashConfigFile = () => join(commandLine.folder, 'hash-config');
  const importFile = async (file: string | Uint8Array, ...options: readonly string[]) => {
    await writeFile(people(), file);
    return commandLine.run(['account', 'import', people(), ...options]);
  };
  const exported = async () =>
    Object.fromEntries(
      (await commandLine.run(['account', 'export'])).stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .map(account => [account.email, account]),
    );

  it.each(Object.entries(FILES))(
    'brings in everyone with what they have: %s',
    { tags: ['import-loses-no-one'] },
    async (_name, expected) => {
      const { from, file, key, password = PASSWORD, told, secondDisabled = false } = expected;
      await writeFile(hashConfigFile(), HASH_CONFIG);
      const hashConfig = from === 'firebase' ? ['--hash-config', hashConfigFile()] : [];

      const result = await importFile(file, '--from', from, ...hashConfig);

      expect(result.stderr).toMatch(/^2 imported, 0 existing, 0 malformed/m);
      expect(result.status).toBe(0);
      const notices = result.stderr.trim().split('\n').slice(0, -1);
      expect(notices).toEqual([expect.stringMatching(told)]);
      const accounts = await exported();
      expect(accounts['ada@example.com']).toMatchObject({ ...key, createdAt: CREATED, disabled: false });
      expect(accounts['bo@example.com']).toMatchObject({ disabled: secondDisabled });

      const app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl });
      try {
        const wrong = await newClient(app).login('ada@example.com', `${password}!`);
        const right = await newClient(app).login('ada@example.com', password.normalize('NFD'));
        expect([wrong.__typename, right.__typename]).toEqual(['InvalidCredentials', 'LoggedIn']);
      } finally {
        await app.close();
      }
    },
  );

  it('leaves out who was never verified where that is asked for, which is no failure', async () => {
    const { file = '', from = '' } = FILES.Devise ?? {};
    const result = await importFile(file, '--from', from, '--skip-unverified');
    expect(result).toMatchObject({
      status: 0,
      stderr:
        'line 3: skipped: the address was never verified\n1 imported, 0 existing, 0 malformed, 1 left out, never verified.\n',
    });
    expect(Object.keys(await exported())).toEqual(['ada@example.com']);
  });

  it('brings people of Firebase in without their passwords, and says what was missing, without its parameters', async () => {
    const { file = '' } = FILES['Firebase, CSV'] ?? {};
    const result = await importFile(file, '--from', 'firebase');
    expect(result.status).toBe(0);
    expect(result.stderr).toContain('line 1: imported without a password: its hash needs --hash-config');
    expect((await exported())['ada@example.com']).toMatchObject({ passwordHash: null });
  });

  it('refuses a hash config that is none, and one for another system', async () => {
    await writeFile(hashConfigFile(), 'algorithm: BCRYPT');
    expect(await importFile('', '--from', 'firebase', '--hash-config', hashConfigFile())).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The hash config is not the block'),
    });
    expect((await importFile('', '--from', 'django', '--hash-config', hashConfigFile())).stderr).toBe(
      '--hash-config belongs to --from firebase.\n',
    );
  });

  it.each([
    ['a JSON array', '[{"email":"a@example.com"}]', /JSON array: name the system .*--from \(django/],
    ['a document of several lines', '{\n  "users": []\n}', /one JSON document.*--from/],
    ['a document on one line', '{"people":[{"email":"a@example.com"}]}', /one JSON document.*--from/],
    ['UTF-16', Buffer.from('\ufeff{"email":"a@example.com"}', 'utf16le'), /UTF-16.*--from/],
    ['UTF-16 without a mark', Buffer.from('{"email":"a@example.com"}', 'utf16le'), /UTF-16.*--from/],
    ['CSV', 'name;email\nA;a@example.com\n', /is CSV: .*--from/],
    ['the CSV of Devise', 'id,email,encrypted_password\n1,a@example.com,x\n', /--from devise\.$/m],
    ['a realm of Keycloak', JSON.stringify({ realm: 'x', users: [] }), /--from keycloak\.$/m],
    ['lines of Auth0', '{"_id":{"$oid":"1"},"email":"a@example.com"}', /--from auth0\.$/m],
    ['lines of Django', '{"model":"auth.user","pk":1,"fields":{}}', /--from django\.$/m],
  ])('says in one sentence what a file is that comes without --from: %s', async (_name, file, sentence) => {
    const result = await importFile(file);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(await exported().catch(() => ({}))).toEqual({});
  });

  it('says that a file holds no one, that gzip is damaged, and where a file breaks off', async () => {
    expect(await importFile('{"things":[]}', '--from', 'keycloak')).toMatchObject({ status: 1 });
    expect((await importFile('', '--from', 'django')).stderr).toMatch(/^No one was found/);
    const packed = gzipSync('x'.repeat(100_000));
    expect((await importFile(packed.subarray(0, 60), '--from', 'devise')).stderr).toMatch(/gzip, and damaged/);
    const rows = Array.from({ length: 3_000 }, (_, n) => `${n},${randomUUID()}@example.com,\n`);
    const cutOff = gzipSync(`id,email,encrypted_password\n${rows.join('')}`).subarray(0, -1_000);
    expect((await importFile(cutOff, '--from', 'devise')).stderr).toMatch(
      /^The file is gzip, and damaged or cut off\. Before that: [12]\d{3} imported/m,
    );
    const broken = await importFile(
      '{"users":[{"localId":"a","email":"a@example.com","emailVerified":true},{"localId":"b"',
      '--from',
      'firebase',
    );
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/record 2: skipped: the file ends in the middle of a record\n1 imported/);
  });

  it('is told in the help with every system', async () => {
    const { stdout } = await commandLine.run(['account', 'import', '--help']);
    const documented = readFileSync(new URL('../../../docs/importing.md', import.meta.url), 'utf8');
    for (const { from } of Object.values(FILES)) {
      expect(stdout).toContain(`"${from}"`);
      expect(documented).toContain(`--from ${from}`);
    }
  });
});
