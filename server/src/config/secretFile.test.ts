import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(content: string | Buffer, mode = 0o600): string {
  files += 1;
  const file = join(folder, String(files));
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
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

const passwordIn = (file: string) =>
  readConfig({ EMAIL_HOST: 'smtp.acme.test', EMAIL_USER: 'x', EMAIL_PASS_FILE: file }).mailServer?.pass;

describe('a secret in a file', () => {
  it('counts as if it stood in its variable', () => {
    const config = readConfig({
      SECRET_KEY_FILE: fileWith('new\n'),
      SECRET_KEY_FALLBACKS_FILE: fileWith('old,\nolder\n'),
      DATABASE_URL_FILE: fileWith('postgresql://rekey:swordfish@db/rekey\n'),
      EMAIL_HOST: 'smtp.acme.test',
      EMAIL_USER: 'login',
      EMAIL_PASS_FILE: fileWith('abcd efgh\n'),
    });
    expect(config).toMatchObject({
      secretKeys: ['new', 'old', 'older'],
      database: { kind: 'postgresql', url: 'postgresql://rekey:swordfish@db/rekey' },
      mailServer: { user: 'login', pass: 'abcd efgh' },
      warnings: [],
    });
  });

  it('is read without a byte order mark and without line breaks at its end, and else as it is', () => {
    for (const content of ['swordfish', 'swordfish\n', 'swordfish\r\n', 'swordfish\n\n', '\ufeffswordfish\r\n']) {
      expect(passwordIn(fileWith(content)), JSON.stringify(content)).toBe('swordfish');
    }
    for (const content of [' sword fish ', '"swordfish"', 'sword#fish', 'sword\\n']) {
      expect(passwordIn(fileWith(`${content}\n`))).toBe(content);
    }
  });

  it('is found by a path with quotation marks, by a relative path, and through a symbolic link', () => {
    const file = fileWith('swordfish\n');
    const link = join(folder, 'link');
    symlinkSync(file, link);
    for (const path of [`"${file}"`, `${file}\r`, relative(process.cwd(), file), link]) {
      expect(passwordIn(path)).toBe('swordfish');
    }
  });

  it('that cannot be read is refused by the variable that names it, without the path or the content', () => {
    mkdirSync(join(folder, 'directory'));
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    const refused: ReadonlyArray<readonly [string, RegExp]> = [
      [join(folder, 'swordfish'), /does not exist/],
      [join(folder, 'directory'), /folder/],
      [join(fileWith('x'), 'swordfish'), /below another file/],
      [join(folder, 'circle'), /leads to itself/],
      ['/dev/zero', /no regular file/],
      ['swordfish'.repeat(1_000), /no path/],
      ['mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E', /does not exist/],
      [fileWith(''), /empty/],
      [fileWith('\ufeff \r\n'), /empty/],
      [fileWith(Buffer.from([0x73, 0xff, 0xfe])), /not text/],
      [fileWith('swordfish\0'), /not text/],
      [fileWith('swordfish'.repeat(10_000)), /more than 64 KiB/],
      ['{{ .Values.file }}', /placeholder/],
    ];
    for (const [path, why] of refused) {
      for (const name of ['SECRET_KEY', 'SECRET_KEY_FALLBACKS', 'EMAIL_PASS', 'DATABASE_URL']) {
        const problems = problemsOf({ [`${name}_FILE`]: path });
        expect(problems, path).toEqual([expect.stringMatching(`^${name}_FILE `)]);
        expect(problems[0]).toMatch(why);
        expect(problems[0]).not.toMatch(/swordfish|mT3v/);
      }
    }
  });

  it('is refused beside the variable itself', () => {
    expect(problemsOf({ SECRET_KEY: 'swordfish', SECRET_KEY_FILE: fileWith('swordfish') })).toEqual([
      'SECRET_KEY_FILE and SECRET_KEY are both set: give one of them',
    ]);
    expect(problemsOf({ SECRET_KEY: '', SECRET_KEY_FILE: fileWith('key') })).toEqual([]);
    expect(problemsOf({ SECRET_KEY: 'key', SECRET_KEY_FILE: '' })).toEqual([]);
  });

  it('meets the same rules of production, under the name of its variable', () => {
    const production = {
      NODE_ENV: 'production',
      EMAIL_HOST: 'smtp.acme.test',
      PUBLIC_URL: 'https://login.acme.test',
      TRUST_PROXY: '1',
    };
    expect(problemsOf({ ...production, SECRET_KEY_FILE: fileWith('short\n') })).toEqual([
      expect.stringMatching(/^SECRET_KEY must have at least 32/),
    ]);
    expect(problemsOf({ ...production, SECRET_KEY_FILE: fileWith('mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E\n') })).toEqual([]);
  });

  it('that every user of the machine can read is warned of, unless it is mounted read-only', () => {
    const warningsOf = (mode: number) => readConfig({ SECRET_KEY_FILE: fileWith('key', mode) }).warnings;
    expect(warningsOf(0o644)).toEqual([expect.stringMatching(/^SECRET_KEY_FILE names a file that every user/)]);
    for (const mode of [0o600, 0o640, 0o400, 0o444]) expect(warningsOf(mode)).toEqual([]);
  });

  it('is for secrets alone: another variable with _FILE is refused, with those that there are', () => {
    expect(problemsOf({ EMAIL_USER_FILE: fileWith('x'), BRAND_NAME_FILE: fileWith('x') })).toEqual([
      expect.stringMatching(/^EMAIL_USER_FILE is not read.*EMAIL_PASS_FILE/),
      expect.stringMatching(/^BRAND_NAME_FILE is not read/),
    ]);
  });
});
