import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';

/**
 * Resolves a path against the person's own folder. npm changes to the project's folder and keeps theirs in INIT_CWD.
 */
export function pathFrom({ environment }: Pick<Terminal, 'environment'>, path: string): string {
  return resolve(environment.INIT_CWD ?? '', path);
}
