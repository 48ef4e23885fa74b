import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Replaces the section of a document in docs/ that a command of npm writes: what stands between its two marks. With
 * `checkOnly` it writes nothing, and the process ends with status 1 where the section is another. Throws where a mark is
 * missing.
 */
export function writeSection(name: string, command: string, text: string, { checkOnly = false } = {}): void {
  const file = fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
  const [begin, end] = [`<!-- written by ${command} -->`, `<!-- end of what ${command} writes -->`];
  const document = readFileSync(file, 'utf8');
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/${name} has lost its mark ${begin} or ${end}`);
  const written = `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
  if (!checkOnly) writeFileSync(file, written);
  else if (written !== document) {
    console.error(`docs/${name} is not what ${command} writes: run it`);
    process.exitCode = 1;
  }
}
