import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { folderOf, languages } from '../src/i18n/languages.ts';

// Prints what the browser fetches for /login, in every language, and fails when that is more than the limit.

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const limits = { JavaScript: 130_000, CSS: 10_000 };

interface Weight {
  readonly kind: keyof typeof limits;
  readonly name: string;
  readonly gzip: number;
  readonly brotli: number;
}

function weigh(kind: Weight['kind'], name: string, bytes: Buffer | string): Weight {
  return { kind, name, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}

async function weightsOf(page: string): Promise<Weight[]> {
  const html = await readFile(`${dist}/${page}`, 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\{\{base\}\}\/(rekey\/[^"]+\.(js|css))"/g)].map(
    ([, file = '', type]) => ({
      file,
      type,
    }),
  );
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('');
  const unique = new Map(files.map(entry => [entry.file, entry]));
  const weights = [...unique.values()].map(async ({ file, type }) =>
    weigh(type === 'js' ? 'JavaScript' : 'CSS', file, await readFile(`${dist}/${file}`)),
  );
  return [...(await Promise.all(weights)), weigh('JavaScript', 'in the page itself', inline)];
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
const line = (name: string, gzip: number, brotli: number) => console.log(`${name.padEnd(34)}${kB(gzip)}${kB(brotli)}`);

const weights = await weightsOf('login.html');
console.log(`${'/login'.padEnd(34)}${'gzip'.padStart(9)}${'brotli'.padStart(9)}`);
for (const { name, gzip, brotli } of weights) line(name, gzip, brotli);

for (const kind of ['JavaScript', 'CSS'] as const) {
  const total = (of: Weight[], by: 'gzip' | 'brotli') =>
    of.filter(w => w.kind === kind).reduce((sum, w) => sum + w[by], 0);
  line(`${kind}, all told`, total(weights, 'gzip'), total(weights, 'brotli'));
  for (const page of languages.map(language => `${folderOf(language)}login.html`)) {
    const gzip = total(await weightsOf(page), 'gzip');
    if (gzip <= limits[kind]) continue;
    console.error(`${page}: ${gzip} bytes of ${kind}, gzipped, are more than ${limits[kind]}`);
    process.exitCode = 1;
  }
}
