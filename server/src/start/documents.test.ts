import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands between backquotes and is the path of one file. */
const PATH = /`([\w./-]+\.(?:tsx?|mjs|json|graphql|conf|html))`/g;

/** The target of a link to another file of the repository, without its anchor. */
const LINK = /\]\((?!https?:)([^)#\s]+)/g;

/** A command of package.json, as in `npm run -s rekey -- doctor`. */
const SCRIPT = /\bnpm run (?:-s )?([\w:]+)/g;

const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name));

/** A changelog also names what is gone. */
const documents = ['.', 'docs', 'docs/decisions', 'examples/notes']
  .flatMap(markdownIn)
  .filter(name => name !== 'CHANGELOG.md');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };

describe.each(documents)('%s', document => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];

  it('names files that exist', () => {
    const exists = (path: string) => ['', 'server', 'server/src'].some(folder => existsSync(join(ROOT, folder, path)));
    expect(found(PATH).filter(path => !exists(path))).toEqual([]);
  });

  it('links to files that exist', () => {
    expect(found(LINK).filter(path => !existsSync(join(ROOT, dirname(document), path)))).toEqual([]);
  });

  it('names commands that exist', () => {
    expect(found(SCRIPT).filter(name => !(name in scripts))).toEqual([]);
  });
});

it('finds what it checks', () => {
  expect(documents).toContain('docs/security.md');
  expect(readFileSync(join(ROOT, 'docs/security.md'), 'utf8').match(PATH)?.length).toBeGreaterThan(50);
});
