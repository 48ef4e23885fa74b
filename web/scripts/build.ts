import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Manifest } from 'vite';
import type { DrawnPage } from '../src/prerender.tsx';

// Builds the pages: the code for browsers, then every screen drawn in every language, then everything compressed.

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
const drawingRoom = join(web, 'node_modules/.prerender');

await build({ root: web, logLevel: 'warn' });
await build({
  root: web,
  logLevel: 'warn',
  build: { ssr: 'src/prerender.tsx', outDir: drawingRoom, emptyOutDir: true, manifest: false },
});

const template = await readFile(join(dist, 'index.html'), 'utf8');
const manifest: Manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8'));
const { drawPages }: { drawPages: () => Promise<DrawnPage[]> } = await import(
  pathToFileURL(join(drawingRoom, 'prerender.js')).href
);
const pages = await drawPages();
for (const page of pages) {
  const file = join(dist, page.file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, fill(page));
}
await rm(join(dist, '.vite'), { recursive: true });
await compressAssets();
console.log(`${pages.length} pages drawn into ${dist}`);

/** Puts a drawn page into the template, and names the code that it will need, so that it is fetched without a detour. */
function fill(page: DrawnPage): string {
  const { tag, direction } = page.language;
  const needed = [`src/words/${tag}.po`, screenOf(page)].flatMap(codeOf);
  const links = [...new Set(needed)].map(file => `<link rel="modulepreload" href="/${file}" />`);
  return template
    .replace('<html lang="en" dir="ltr">', `<html lang="${tag}" dir="${direction}">`)
    .replace('<title>Rekey</title>', `<title>${page.title}</title>`)
    .replace('<!--head-->', links.join('\n    '))
    .replace('<div id="root"><!--page--></div>', () => `<div id="root" data-page="${page.name}">${page.html}</div>`);
}

/** The source of a page's screen: password-reset/done.html is drawn by src/screens/PasswordResetDone.tsx. */
function screenOf({ file }: DrawnPage): string {
  const words = file.replace(/^(?:[a-z]{2}(?:-Hans)?\/)?(.*)\.html$/, '$1').split(/[-/]/);
  const name = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `src/screens/${name === '404' ? 'NotFound' : name}.tsx`;
}

/** The file of a module and of everything that it imports; none for a module that is part of what every page loads anyway. */
function codeOf(module: string): string[] {
  const chunk = manifest[module];
  if (!chunk || template.includes(chunk.file)) return [];
  return [chunk.file, ...(chunk.imports ?? []).flatMap(codeOf)];
}

/** Compresses once, as well as it can be done, what would otherwise be compressed for every reader. */
async function compressAssets(): Promise<void> {
  const assets = (await readdir(join(dist, 'assets'))).filter(name => /\.(?:js|css)$/.test(name));
  for (const name of assets) {
    const file = join(dist, 'assets', name);
    const bytes = await readFile(file);
    const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, options));
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}
