import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer than a build takes to write its files. */
const WITHIN_MS = 5 * 60_000;

/** When the build that is in the folder was written; undefined where there is none. */
export async function builtAt(folder: string): Promise<number | undefined> {
  return (await stat(join(folder, 'index.html')).catch(() => undefined))?.mtimeMs;
}

/**
 * Removes what builds before a certain one have left in the folder. That one stays: servers that run hold its pages in
 * memory, and tabs that are open ask for its files later.
 */
export async function removeOlderBuilds(folder: string, oldestBuiltAt: number): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await stat(file)).mtimeMs < oldestBuiltAt - WITHIN_MS) await rm(file);
  }
}
