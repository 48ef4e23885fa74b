import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileMails } from './compileMails.ts';

// Writes the compiled mails beside their source. Set-up runs it, so that the running product needs no compiler.
for (const [path, content] of await compileMails()) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
