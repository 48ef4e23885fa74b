import { readFileSync, statSync } from 'node:fs';

/** No key, password or list of keys comes near it. */
const MAX_BYTES = 64 * 1024;

/** The owner may write the file and everyone may read it. Containers mount secrets for one user, and read-only. */
const OWNER_WRITES = 0o200;
const OTHERS_READ = 0o004;

/** The secret in a file, and whether every user of this machine can read it. */
export interface SecretInFile {
  readonly value: string;
  readonly openToAll: boolean;
}

/**
 * Reads a secret from a file, without a byte order mark and without the line breaks at its end. A relative path begins
 * at the working directory. Throws an error whose message says what is wrong with the file. It quotes neither the
 * content nor the path, since people put the secret itself there.
 */
export function readSecretFile(path: string): SecretInFile {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('names a folder; name the file in it');
    // Reading a pipe or a device could wait for ever.
    if (!stats.isFile()) throw new Error('names what is no regular file');
    if (stats.size > MAX_BYTES) throw new Error(`names a file of more than ${MAX_BYTES / 1024} KiB`);
    const value = textOf(readFileSync(path)).replace(/[\r\n]+$/, '');
    if (value.trim() === '') throw new Error('names an empty file');
    const openToAll = process.platform !== 'win32' && (stats.mode & OTHERS_READ) > 0 && (stats.mode & OWNER_WRITES) > 0;
    return { value, openToAll };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new Error(UNREADABLE[code] ?? `names a file that cannot be read (${code})`);
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'names a file that does not exist; a relative path begins at the folder that the process runs in',
  ENOTDIR: 'names a file below another file',
  EACCES: 'names a file that this user may not read',
  EPERM: 'names a file that this user may not read',
  ELOOP: 'names a symbolic link that leads to itself',
  ENAMETOOLONG: 'holds no path; the value itself goes into the variable without _FILE',
};

function textOf(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Falls through to the one answer for all that is not text.
  }
  throw new Error('names a file that is not text in UTF-8');
}
