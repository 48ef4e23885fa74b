import { readFileSync } from 'node:fs';
import { inInstallation } from './folders.ts';

/** The version of this program, such as `0.2.0`. It stands in one place: the package.json at the root. */
export const VERSION: string = JSON.parse(readFileSync(inInstallation('../package.json'), 'utf8')).version;
