import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDkimKey } from './readDkimKey.ts';

describe('the key that mails are signed with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-dkim-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function fileWith(content: string | KeyObject): string {
    const file = join(folder, 'key.pem');
    writeFileSync(file, typeof content === 'string' ? content : content.export({ type: 'pkcs8', format: 'pem' }));
    return file;
  }

  it('is read from a PEM file', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(readDkimKey('rekey.example', 'mail', fileWith(privateKey))).toMatchObject({
      domain: 'rekey.example',
      selector: 'mail',
      privateKey: expect.stringContaining('PRIVATE KEY'),
    });
  });

  it('is refused with the reason when it cannot be one', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => readDkimKey('a', 'b', join(folder, 'missing.pem'))).toThrow(/ENOENT/);
    expect(() => readDkimKey('a', 'b', fileWith('secret'))).toThrow(/no private key/);
    expect(() => readDkimKey('a', 'b', fileWith(privateKey))).toThrow(/no RSA key/);
  });
});
