import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretKeys } from '../links/signedLink.ts';

/** Where the key of an installation without SECRET_KEY is. */
export const secretKeyFile = (folder: string): string => join(folder, 'secret-key');

/**
 * The key of an installation without SECRET_KEY. It is generated once into a file in the folder that only its owner can
 * read. Processes that start together get the same key, since only the first can create the file.
 */
export function keptSecretKey(folder: string): SecretKeys {
  const file = secretKeyFile(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(48).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return [readFileSync(file, 'utf8').trim()];
}
