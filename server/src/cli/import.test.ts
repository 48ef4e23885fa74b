import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { startTestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';

/**
 * Made with Django 5.2, Ruby's and Python's bcrypt; `$2y$` is what PHP calls the same algorithm. Short passwords are
 * accepted: they are old.
 */
const OLD_PASSWORD = 'Überraschung 42';
const HASHES = {
  devise: '$2a$04$M8CEN7wHkQBIUUUMd2qf5.kfRzCOQdhRbMU2l86XaZvcEREJtdzfa',
  node: '$2b$04$bIL6gft0.n9yea71r/30zuNhYNNuc4d5VlmhAABSS8mewnteLu48W',
  laravel: '$2y$04$bIL6gft0.n9yea71r/30zuNhYNNuc4d5VlmhAABSS8mewnteLu48W',
  django: 'pbkdf2_sha256$1000$seasaltseasalt$1LiTxAJOumDgWQk9kDw+XmKC1xrw4w7dLslR1dZztpA=',
  'django-bcrypt': 'bcrypt_sha256$$2b$04$5/TAIvV817X9CI68.SR5z.ObsjPfph90VOOXKLyQeMUxR83ezlqYy',
};

describe('moving accounts', () => {
  let commandLine: CommandLine;
  beforeEach(async () => {
    commandLine = await openCommandLine();
  });
  afterEach(() => commandLine.close());

  const importLines = (...lines: readonly string[]) =>
    commandLine.run(['account', 'import', '-'], { input: lines.join('\n') });
  const exported = async () =>
    (await commandLine.run(['account', 'export'])).stdout
      .trim()
      .split('\n')
      .map(
        line =>
          JSON.parse(line) as {
            id: string;
            reference?: string;
            email: string;
            passwordHash: string | null;
            createdAt: string;
            disabled: boolean;
          },
      );

  it('lets people in with the hashes of Devise, Laravel, Node and Django, and rewrites each at the first sign-in', async () => {
    const lines = Object.entries(HASHES).map(([name, passwordHash]) =>
      JSON.stringify({ email: `${name}@example.com`, passwordHash }),
    );
    expect(await importLines(...lines)).toMatchObject({ status: 0, stdout: '' });

    const app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl });
    try {
      for (const name of Object.keys(HASHES)) {
        const client = newClient(app);
        const refused = await client.login(`${name}@example.com`, `${OLD_PASSWORD}!`);
        expect([name, refused.__typename]).toEqual([name, 'InvalidCredentials']);
        const welcomed = await client.login(`${name}@example.com`, OLD_PASSWORD);
        expect([name, welcomed.__typename]).toEqual([name, 'LoggedIn']);
      }
      const hashes = (await exported()).map(account => account.passwordHash);
      expect(hashes.every(hash => hash?.startsWith('$bcrypt-sha256$v=2,t=2b,r=4$'))).toBe(true);
      for (const name of Object.keys(HASHES)) {
        expect(await newClient(app).login(`${name}@example.com`, OLD_PASSWORD)).toMatchObject({
          __typename: 'LoggedIn',
        });
      }
    } finally {
      await app.close();
    }
  });

  it('leaves out anyone who has no usable address, by the number of the line and without what stands in it', async () => {
    const result = await importLines(
      '{"email": "one@example.com", "passwordHash": null}',
      'secret-looking nonsense',
      '',
      '{"email": "not an address", "passwordHash": null}',
      '["seven@example.com"]',
      '{"passwordHash": null}',
      '{"email": 8, "passwordHash": null}',
      '{"email": "eight@example.com", "passwordHash": null}',
    );

    expect(result.status).toBe(1);
    expect(result.stderr.trim().split('\n')).toEqual([
      'line 2: skipped: not JSON',
      'line 4: skipped: email is not an address',
      'line 5: skipped: not an object',
      'line 6: skipped: there is no email',
      'line 7: skipped: email must be a text',
      '2 imported, 0 existing, 5 malformed.',
    ]);
    expect((await exported()).map(account => account.email).sort()).toEqual(['eight@example.com', 'one@example.com']);
  });

  it('loses no one for a date, a key, a hash or a flag that it cannot read, and keeps no plain password', {
    tags: ['import-loses-no-one'],
  }, async () => {
    const result = await importLines(
      '{"email": "hunter@example.com", "passwordHash": "hunter2"}',
      '{"email": "none@example.com"}',
      '{"email": "dates@example.com", "passwordHash": null, "createdAt": "2026-02-30T00:00:00Z"}',
      '{"email": "flag@example.com", "passwordHash": null, "disabled": "perhaps"}',
      '{"email": "keys@example.com", "passwordHash": null, "pasword": "hunter2"}',
      '{"email": "number@example.com", "passwordHash": 7, "createdAt": {}, "id": [], "reference": "\\n"}',
    );

    expect(result.status).toBe(0);
    expect(result.stderr).not.toContain('hunter');
    expect(result.stderr.trim().split('\n')).toEqual([
      'line 1: imported without a password, since its hash is unreadable: its owner has to reset it',
      'line 2: imported without a password: there is no passwordHash',
      'line 3: createdAt is no time that can be read: now is taken',
      'line 4: imported disabled: disabled must be true or false',
      'line 5: keys other than id, reference, email, passwordHash, createdAt, disabled are ignored',
      expect.stringMatching(/^line 6: .*without a reference.*another id.*without a password.*createdAt/),
      '6 imported, 0 existing, 0 malformed, 2 with an unreadable hash.',
    ]);
    const accounts = await exported();
    expect(accounts.map(account => account.passwordHash)).toEqual(Array(6).fill(null));
    expect(accounts.find(account => account.email === 'flag@example.com')?.disabled).toBe(true);
  });

  it('keeps ids and references, and tells which of them are taken', { tags: ['import-loses-no-one'] }, async () => {
    const id = '0B2C3D4E-1111-4222-8333-444455556666';
    await importLines(`{"id":"${id}","reference":"customer-1","email":"here@example.com","passwordHash":null}`);
    const again = await importLines(
      `{"id":"${id}","email":"moved@example.com","passwordHash":null}`,
      '{"reference":"customer-1","email":"two@example.com","passwordHash":null}',
      '{"reference":"customer-3","email":"three@example.com","passwordHash":null}',
      '{"reference":"customer-3","email":"four@example.com","passwordHash":null}',
      '{"id":17,"email":"five@example.com","passwordHash":null}',
    );
    expect(again.status).toBe(0);
    expect(again.stderr.trim().split('\n')).toEqual([
      'line 1: skipped: an account with this id exists already',
      'line 2: imported without a reference: another account has it',
      'line 4: imported without a reference: another account has it',
      '4 imported, 1 existing, 0 malformed.',
    ]);
    const references = Object.fromEntries((await exported()).map(({ email, reference }) => [email, reference]));
    expect(references).toEqual({
      'here@example.com': 'customer-1',
      'two@example.com': undefined,
      'three@example.com': 'customer-3',
      'four@example.com': undefined,
      'five@example.com': '17',
    });
    expect((await exported()).find(account => account.email === 'here@example.com')?.id).toBe(id.toLowerCase());
  });

  it('tells what would happen without writing anything', async () => {
    await importLines('{"email":"here@example.com","passwordHash":null}');
    const rehearsed = await commandLine.run(['account', 'import', '-', '--dry-run'], {
      input: [
        '{"email":"HERE@example.com","passwordHash":null}',
        '{"email":"new@example.com","reference":"a","passwordHash":null}',
        '{"email":"New@example.com","passwordHash":null}',
        '{"email":"other@example.com","reference":"a","passwordHash":"unreadable"}',
      ].join('\n'),
    });
    expect(rehearsed.status).toBe(0);
    expect(rehearsed.stderr.trim().split('\n')).toEqual([
      'line 1: skipped: an account with this address exists already',
      'line 3: skipped: an account with this address exists already',
      expect.stringMatching(/^line 4: .*without a reference.*without a password/),
      '2 imported, 2 existing, 0 malformed, 1 with an unreadable hash. Nothing was written: this was a dry run.',
    ]);
    expect(await exported()).toHaveLength(1);
  });

  it('says what is in the way of reading an address', async () => {
    const { stderr } = await importLines(
      '{"email": "an\u200bna@example.com", "passwordHash": null}',
      '{"email": "anna@example.com, otto@example.com", "passwordHash": null}',
    );
    expect(stderr).toMatch(/line 1: skipped: email is not an address: .*invisible character/);
    expect(stderr).toMatch(/line 2: skipped: email is not an address: .*more than one @/);
  });

  it('leaves an address alone that has an account, whether from before or from a line further up', async () => {
    await importLines(
      `{"email":"here@example.com","passwordHash":"${HASHES.node}","createdAt":"2020-02-03T04:05:06+01:00"}`,
    );

    const again = await importLines(
      '{"email":"HERE@example.com","passwordHash":null}',
      '{"email":"new@example.com","passwordHash":null,"disabled":true}',
      '{"email":"new@example.com","passwordHash":null}',
    );

    expect(again).toMatchObject({ status: 0, stdout: '' });
    expect(again.stderr).toContain('line 1: skipped: an account with this address exists already');
    expect(again.stderr).toContain('line 3: skipped: an account with this address exists already');
    expect(again.stderr).toContain('1 imported, 2 existing, 0 malformed.');
    const accounts = await exported();
    expect(accounts).toHaveLength(2);
    expect(accounts).toContainEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      email: 'here@example.com',
      passwordHash: HASHES.node,
      createdAt: '2020-02-03T03:05:06.000Z',
      disabled: false,
    });
    expect(accounts).toContainEqual(expect.objectContaining({ email: 'new@example.com', disabled: true }));
  });

  it('reports hashes that it cannot verify', async () => {
    const result = await importLines(
      '{"email":"argon@example.com","passwordHash":"$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"}',
    );

    expect(result.status).toBe(0);
    expect(result.stderr).toContain('line 1: imported without a password, since its hash is unreadable');
    expect(await exported()).toHaveLength(1);
  });

  it.each(['0', '3', '17', '31', '99'])(
    'brings a person in without a usable hash where it is of our own scheme and a cost of %s',
    async cost => {
      const hash = `$bcrypt-sha256$v=2,t=2b,r=${cost}$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2`;
      const result = await importLines(JSON.stringify({ email: 'costly@example.com', passwordHash: hash }));
      expect(result.status).toBe(0);
      expect(result.stderr).toContain('line 1: imported without a password, since its hash is unreadable');
      expect(result.stderr).toContain('1 with an unreadable hash');

      const app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl });
      try {
        const client = newClient(app);
        expect(await client.login('costly@example.com', 'password')).toMatchObject({
          __typename: 'InvalidCredentials',
        });
      } finally {
        await app.close();
      }
    },
  );

  it('writes a file that its owner alone can read and that imports as it was', async () => {
    await importLines(
      `{"email":"a@example.com","passwordHash":"${HASHES.django}","createdAt":"2021-01-01T00:00:00Z"}`,
      '{"email":"b@example.com","passwordHash":null,"createdAt":"2022-01-01T00:00:00Z","disabled":true}',
    );
    const file = join(commandLine.folder, 'accounts.ndjson');
    await writeFile(file, 'an older export', { mode: 0o644 });

    expect(await commandLine.run(['account', 'export', file])).toEqual({
      status: 0,
      stdout: '',
      stderr: '2 accounts exported.\n',
    });

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await exported();
    const elsewhere = await openCommandLine();
    try {
      await elsewhere.run(['account', 'import', file]);
      const copy = (await elsewhere.run(['account', 'export'])).stdout;
      expect(copy.trim().split('\n').sort()).toEqual((await readFile(file, 'utf8')).trim().split('\n').sort());
      expect(before).toHaveLength(2);
    } finally {
      await elsewhere.close();
    }
  });

  it('keeps every digit of a key that a number cannot hold', async () => {
    await importLines(
      '{"id":912345678901234567,"email":"a@example.com","passwordHash":null}',
      '{"id":912345678901234568,"email":"b@example.com","passwordHash":null}',
      '{"reference":12,"email":"c@example.com","passwordHash":null}',
    );
    expect(Object.fromEntries((await exported()).map(({ email, reference }) => [email, reference]))).toEqual({
      'a@example.com': '912345678901234567',
      'b@example.com': '912345678901234568',
      'c@example.com': '12',
    });
  });

  it('writes into a pipe or a device that has the name of the file, and leaves it there', async () => {
    await importLines('{"email":"a@example.com","passwordHash":null}');
    const pipe = join(commandLine.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [read, { status }] = await Promise.all([
      readFile(pipe, 'utf8'),
      commandLine.run(['account', 'export', pipe]),
    ]);
    expect([status, JSON.parse(read).email, (await stat(pipe)).isFIFO()]).toEqual([0, 'a@example.com', true]);
  });

  it('refuses a file that is not there', async () => {
    expect(await commandLine.run(['account', 'import', 'nowhere.ndjson'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The file cannot be read (ENOENT).\n',
    });
  });
});
