import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands between backquotes and is the path of one file. */
const PATH = /`([\w./-]+\.(?:tsx?|json|graphql|conf))`/g;

describe.each(['docs/security.md', 'docs/testing.md', 'docs/architecture.md'])('%s', document => {
  it('points to files that are there', () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const named = [...new Set([...text.matchAll(PATH)].map(([, path = '']) => path))];
    expect(named.length).toBeGreaterThan(10);
    const isThere = (path: string) => ['', 'server', 'server/src'].some(folder => existsSync(join(ROOT, folder, path)));
    expect(named.filter(path => !isThere(path))).toEqual([]);
  });
});
