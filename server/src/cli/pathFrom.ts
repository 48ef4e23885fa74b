import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';

/** A path as the person meant it: npm moves to the project's folder and leaves where they were in INIT_CWD. */
export function pathFrom({ environment }: Pick<Terminal, 'environment'>, path: string): string {
  return resolve(environment.INIT_CWD ?? '', path);
}
