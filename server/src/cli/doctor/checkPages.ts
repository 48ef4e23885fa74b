import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { PAGES_FOLDER, PLAYGROUND_FOLDER } from '../../config/folders.ts';
import type { Finding } from './finding.ts';

/** Checks whether the pages have been built. */
export function checkPages(config: Pick<Config, 'playground'>): Finding {
  const wanted = [PAGES_FOLDER, ...(config.playground ? [PLAYGROUND_FOLDER] : [])];
  const missing = wanted.find(folder => !existsSync(join(folder, 'index.html')));
  if (missing === undefined) return { check: 'Pages', state: 'ok', says: 'built' };
  return { check: 'Pages', state: 'fault', says: `there is no index.html in ${missing}`, advice: 'npm run build' };
}
