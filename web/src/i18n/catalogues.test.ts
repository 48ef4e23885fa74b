import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { languages } from './languages.ts';

const web = fileURLToPath(new URL('../..', import.meta.url));

/** The messages of a catalogue and their translations. */
async function readCatalogue(file: string): Promise<Map<string, string>> {
  const entries = (await readFile(file, 'utf8')).matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)/gm);
  const textOf = (quoted = '') => quoted.replaceAll(/^"|"$|\n/gm, '');
  const catalogue = new Map([...entries].map(([, id, text]) => [textOf(id), textOf(text)]));
  catalogue.delete('');
  return catalogue;
}

/** The placeholders of a message, such as {email} and <0>. */
function placeholders(message: string): string[] {
  return [...new Set(message.match(/<\/?\d+\/?>|\{\w+(?=[,}])/g))].sort();
}

const catalogueOf = (tag: string) => readCatalogue(join(web, `src/i18n/${tag}.po`));

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
    expect([...(await catalogueOf('en')).keys()].sort()).toEqual([...used.keys()].sort());
  });

  it.each(languages.map(language => language.tag))('are complete in %s, with the same placeholders', async tag => {
    const english = await catalogueOf('en');
    const translated = await catalogueOf(tag);
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [message, translation] of translated) {
      expect(translation, message).not.toBe('');
      expect(placeholders(translation), message).toEqual(placeholders(message));
    }
  });
});
