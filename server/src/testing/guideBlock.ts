import { readFile } from 'node:fs/promises';

/** The block of that name in docs/integrating.md, with what a test has to change in it: ports, folders, times. */
export async function guideBlock(
  name: string,
  changes: ReadonlyArray<readonly [from: string, to: string]> = [],
): Promise<string> {
  const guide = await readFile(new URL('../../../docs/integrating.md', import.meta.url), 'utf8');
  let block = new RegExp(`^\`\`\`\\w+ ${name.replace('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide)?.[1];
  if (block === undefined) throw new Error(`docs/integrating.md has no block called ${name}`);
  for (const [from, to] of changes) {
    if (!block.includes(from)) throw new Error(`${name} in docs/integrating.md does not say "${from}" any more`);
    block = block.replaceAll(from, to);
  }
  return block;
}
