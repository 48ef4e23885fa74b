import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Permission bits of group and others. */
const OTHERS = 0o077;

/** A database of SQLite and the files that it keeps beside it. New ones get the permissions of the database. */
export const filesOf = (file: string): string[] => ['', '-wal', '-shm', '-journal'].map(suffix => file + suffix);

/**
 * Restricts an SQLite file and the files beside it to their owner. A new file is created so; an existing one loses the
 * permissions of others. A file of another user is not changed; opening it then fails with a clear error. Throws where
 * the folder cannot be created.
 */
export function closeToOthers(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // A file that exists is never opened here. To close it would release every lock that this process has on it (POSIX),
    // and the next program to read it would remove the write-ahead log that a running server writes to
    // (https://sqlite.org/howtocorrupt.html, section 2.2).
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    // SQLite reports any other error with a code that startupError.ts knows.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return;
  }
  for (const path of filesOf(file)) narrow(path);
}

function narrow(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || (mode & OTHERS) === 0) return;
  try {
    chmodSync(path, mode & 0o700);
  } catch {
    // It belongs to another user.
  }
}
