import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from './everySentence.ts';
import { languages } from './languages.ts';

const web = fileURLToPath(new URL('../..', import.meta.url));

describe('the catalogues', () => {
  it('contain the messages of the screens, no more and no fewer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-catalogues-'));
    const config = join(folder, 'lingui.config.mjs');
    const path = join(folder, '{locale}');
    const catalogs = [{ path, include: [join(web, 'src')] }];
    await writeFile(
      config,
      `export default ${JSON.stringify({ rootDir: web, sourceLocale: 'en', locales: ['en'], catalogs })}`,
    );
    await promisify(execFile)(
      process.execPath,
      [join(web, 'node_modules/@lingui/cli/dist/lingui.js'), 'extract', '--config', config],
      { cwd: web },
    );
    const used = await readCatalogue(join(folder, 'en.po'));
    await rm(folder, { recursive: true });
    expect([...(await readCatalogue('en')).keys()].sort()).toEqual([...used.keys()].sort());
  });

  it.each(languages.map(({ tag }) => tag))('are complete in %s', async tag => {
    const [english, translated] = await Promise.all([readCatalogue('en'), readCatalogue(tag)]);
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
  });
});
