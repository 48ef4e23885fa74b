import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a bundler tells at the end about each file that it made; a chunk lists its modules. */
type Bundle = Readonly<Record<string, { readonly moduleIds?: readonly string[] }>>;

/**
 * A plugin for Rolldown and Vite. It writes the folders of all packages that are built in into a JSON file beside
 * the output, relative to the root. So `npm run package` can name their licences.
 */
export function notePackages(fileName: string) {
  return {
    name: 'rekey:note-packages',
    generateBundle(
      this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
      _options: unknown,
      bundle: Bundle,
    ): void {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const folders = new Set(modules.map(packageOf).filter(folder => folder !== undefined));
      this.emitFile({ type: 'asset', fileName, source: JSON.stringify([...folders].sort(), undefined, 1) });
    },
  };
}

/** The folder of the package that a module belongs to; undefined for our own. */
function packageOf(module: string): string | undefined {
  // A bundler puts marks before a path and a query after it.
  const [path = ''] = module.replace(/^\0/, '').split('?');
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  if (folder === undefined || !existsSync(join(folder, 'package.json'))) return undefined;
  return relative(ROOT, folder);
}
