import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { writeSection } from './generatedSection.ts';

/**
 * Draws which folders of src import which into docs/architecture.md, as Mermaid. Run as `npm run architecture`. An
 * arrow that other arrows imply is left out: where A imports B and B imports C, A may import C as well. With `--check`
 * it writes nothing, and ends with status 1 where the picture is not the one that the code draws.
 */
const SERVER = fileURLToPath(new URL('..', import.meta.url));

const { options } = createRequire(import.meta.url)('../layers.cjs');
const { output } = await cruise(['src'], { ...options, baseDir: SERVER, includeOnly: '^src/(?!testing)' });
const arrows = arrowsBetweenFolders(output as ICruiseResult);
const picture = [
  '```mermaid',
  'flowchart TD',
  ...withoutImplied(arrows).map(([from, to]) => `  ${from} --> ${to}`),
  '```',
];

writeSection('architecture.md', 'npm run architecture', picture.join('\n'), {
  checkOnly: process.argv.includes('--check'),
});

type Arrow = readonly [from: string, to: string];

function arrowsBetweenFolders({ modules }: ICruiseResult): Arrow[] {
  const found = new Map<string, Arrow>();
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (from !== to) found.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...found.values()].sort();
}

/** `src/mail/templates/fillIn.ts` lies in mail; a file of src itself stands for itself. */
function folderOf(path: string): string {
  return path.split('/')[1] ?? path;
}

function withoutImplied(arrows: readonly Arrow[]): Arrow[] {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    arrows.some(([a, b]) => {
      if (a !== from || seen.has(b)) return false;
      seen.add(b);
      return b === to || reaches(b, to, seen);
    });
  return arrows.filter(([from, to]) => !arrows.some(([a, b]) => a === from && b !== to && reaches(b, to)));
}
