import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Manifest } from 'vite';
import type { PrerenderedPage } from '../src/prerender.tsx';
import { builtAt, removeOlderBuilds } from './removeOlderBuilds.ts';

// Builds the pages: the code for browsers, then every screen prerendered in every language, then everything compressed.

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
const prerenderFolder = join(web, 'node_modules/.prerender');

// A server that runs from this folder goes on with its files meanwhile.
const before = await builtAt(dist);
const startedAt = Date.now();
await build({ root: web, logLevel: 'warn', build: { emptyOutDir: false } });
await build({
  root: web,
  logLevel: 'warn',
  build: { ssr: 'src/prerender.tsx', outDir: prerenderFolder, emptyOutDir: true, manifest: false },
});

// The server puts the path of PUBLIC_URL in the place of {{base}}.
const template = (await readFile(join(dist, 'index.html'), 'utf8'))
  .replaceAll('="./', '="{{base}}/')
  // The comments of the scripts in it are for those who read the source.
  .replace(/^ *\/\/.*\n/gm, '');
const manifest: Manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8'));
const { prerenderPages }: { prerenderPages: () => Promise<PrerenderedPage[]> } = await import(
  pathToFileURL(join(prerenderFolder, 'prerender.js')).href
);
const pages = await prerenderPages();
for (const page of pages) {
  const file = join(dist, page.file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, fill(page));
}
// Beside what is served, not in it.
await rename(join(dist, '.vite/packages.json'), join(web, 'packages.json'));
await rm(join(dist, '.vite'), { recursive: true });
await compressAssets();
if (before !== undefined) await removeOlderBuilds(dist, before);
console.log(`${pages.length} pages prerendered into ${dist}`);

/**
 * Puts a prerendered page into the template, with links to the code that it needs, so that the browser fetches it at
 * once.
 */
function fill(page: PrerenderedPage): string {
  const { tag, direction } = page.language;
  const needed = [`src/i18n/${tag}.po`, screenOf(page)].flatMap(codeOf);
  const links = [...new Set(needed)].map(file => `<link rel="modulepreload" href="{{base}}/${file}" />`);
  const about = [`<meta name="description" content="${page.description}" />`];
  if (!page.listed) about.push('<meta name="robots" content="noindex" />');
  return template
    .replace('<html lang="en" dir="ltr">', `<html lang="${tag}" dir="${direction}">`)
    .replace('<title>Rekey</title>', `<title>${page.title}</title>`)
    .replace('<!--head-->', [...about, ...links].join('\n    '))
    .replace('<div id="root"><!--page--></div>', () => `<div id="root" data-page="${page.name}">${page.html}</div>`);
}

/** The source of a page's screen: that of /password-reset/done is src/screens/PasswordResetDone.tsx. */
function screenOf({ path }: PrerenderedPage): string {
  const parts = path.slice(1).split(/[-/]/);
  const name = parts.map(part => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return `src/screens/${name}.tsx`;
}

/** The file of a module and of everything that it imports; none for one that every page loads anyway. */
function codeOf(module: string): string[] {
  const chunk = manifest[module];
  if (!chunk || template.includes(chunk.file)) return [];
  return [chunk.file, ...(chunk.imports ?? []).flatMap(codeOf)];
}

/** Compresses once, as well as possible, what would otherwise be compressed for every reader. */
async function compressAssets(): Promise<void> {
  const assets = (await readdir(join(dist, 'rekey'))).filter(name => /\.(?:js|css|json)$/.test(name));
  for (const name of assets) {
    const file = join(dist, 'rekey', name);
    if ((await stat(file)).mtimeMs < startedAt) continue;
    const bytes = await readFile(file);
    const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, options));
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}
