import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dkimKeyOf, dkimProblems } from './dkim.ts';

describe('signing mails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-dkim-'));
  const file = join(folder, 'key.pem');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is off unless it is asked for', () => {
    expect(dkimProblems({})).toEqual([]);
    expect(dkimKeyOf({})).toBeUndefined();
  });

  it('is on with a domain, a selector and a key', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const given = { EMAIL_DKIM_DOMAIN: 'rekey.example', EMAIL_DKIM_SELECTOR: 'mail', EMAIL_DKIM_KEY_FILE: file };
    expect(dkimProblems(given)).toEqual([]);
    expect(dkimKeyOf(given)).toMatchObject({ domain: 'rekey.example', selector: 'mail' });
  });

  it('tells which variable is missing, or why the key cannot be used', () => {
    expect(dkimProblems({ EMAIL_DKIM_DOMAIN: 'rekey.example' })).toEqual([
      'EMAIL_DKIM_DOMAIN, EMAIL_DKIM_SELECTOR, EMAIL_DKIM_KEY_FILE go together; missing: EMAIL_DKIM_SELECTOR, EMAIL_DKIM_KEY_FILE',
    ]);
    const missing = join(folder, 'missing.pem');
    const given = { EMAIL_DKIM_DOMAIN: 'rekey.example', EMAIL_DKIM_SELECTOR: 'mail', EMAIL_DKIM_KEY_FILE: missing };
    expect(dkimProblems(given)).toEqual([expect.stringMatching(/^EMAIL_DKIM_KEY_FILE ENOENT/)]);
  });
});
