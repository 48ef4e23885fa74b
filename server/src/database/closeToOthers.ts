import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Permission bits of group and others. */
const OTHERS = 0o077;

/** What SQLite puts beside a database. It gives new ones the permissions of the database itself. */
const BESIDE = ['-wal', '-shm', '-journal'];

/**
 * Makes an SQLite file, and what lies beside it, readable and writable by its owner alone, wherever it lies: a new one is made so, one that
 * exists already is narrowed. What the owner may do stays as it is. A file of another user is left alone; opening it tells what is wrong.
 * Throws where its folder cannot be made.
 */
export function closeToOthers(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite finds the same fault, and says it in words that startupError.ts knows.
    return;
  }
  for (const path of [file, ...BESIDE.map(suffix => file + suffix)]) narrow(path);
}

function narrow(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || (mode & OTHERS) === 0) return;
  try {
    chmodSync(path, mode & 0o700);
  } catch {
    // It belongs to another user, who has to decide.
  }
}
