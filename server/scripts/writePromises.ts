import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import { writeSection } from './generatedSection.ts';
import { sections } from './promises.ts';

/**
 * Writes each promise with the tests that have its tag into docs/testing.md. Run as `npm run promises`. Fails where a
 * promise has no test. With `--check` it writes nothing, and fails also where the table is not the one of the tests.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The titles of the tests and suites with a tag of their own, by tag and by file. */
type Keepers = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const keepers = await readKeepers();
const unkept = Object.values(sections).flatMap(section => Object.keys(section).filter(tag => !keepers.has(tag)));
if (unkept.length > 0) {
  console.error(`No test keeps ${unkept.join(', ')}: give a test its tag (server/scripts/promises.ts)`);
  process.exitCode = 1;
}
writeSection('testing.md', 'npm run promises', tablesOf(keepers), { checkOnly: process.argv.includes('--check') });

/** Reads the test files without running them. */
async function readKeepers(): Promise<Keepers> {
  const found = new Map<string, Map<string, string[]>>();
  for (const suite of ['server', 'web']) {
    const vitest = await createVitest('test', { root: `${ROOT}${suite}`, watch: false });
    const modules = await vitest.parseSpecifications(await vitest.globTestSpecifications());
    for (const module of modules) {
      const file = relative(ROOT, module.moduleId).replaceAll('\\', '/');
      for (const task of [...module.children.allSuites(), ...module.children.allTests()]) {
        const { tags: inherited = [] } = task.parent.type === 'suite' ? task.parent.options : {};
        for (const tag of task.options.tags?.filter(tag => !inherited.includes(tag)) ?? []) {
          const files = found.get(tag) ?? new Map<string, string[]>();
          found.set(tag, files.set(file, [...(files.get(file) ?? []), task.name]));
        }
      }
    }
    await vitest.close();
  }
  return found;
}

function tablesOf(keepers: Keepers): string {
  return Object.entries(sections)
    .map(([title, promises]) => {
      const rows = Object.entries(promises).map(([tag, promise]) => {
        const files = [...(keepers.get(tag) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
        const tests = files.map(
          ([file, titles]) => `[${shortName(file)}](../${file}): ${titles.map(inCell).join('; ')}`,
        );
        return `| \`${tag}\` | ${inCell(promise)} | ${tests.join('<br>')} |`;
      });
      return `### ${title}\n\n| Tag | Promise | Tests |\n|---|---|---|\n${rows.join('\n')}`;
    })
    .join('\n\n');
}

function shortName(file: string): string {
  return file.replace(/^server\/src\//, '').replace(/\.test\.ts$/, '');
}

/** A title or a sentence within a cell of a table. Vitest's parser leaves escapes and substitutions as they are. */
function inCell(text: string): string {
  return text
    .replaceAll('\\"', '"')
    .replaceAll(/\$\{\w+\}/g, '')
    .replaceAll(/[|<>]/g, '\\$&');
}
