import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a second build in a folder, of which no file of the pages has a name or a content of the first: every hash
 * differs, as after a change that reaches every file. Their folder is called `assets` in
 * earlier versions. Returns the server's main file.
 */
export async function makeOtherBuild(folder: string, assetsFolder = 'rekey'): Promise<string> {
  await mkdir(join(folder, 'server'), { recursive: true });
  for (const name of ['node_modules', 'mails', 'migrations', 'package.json']) {
    await symlink(join(root, 'server', name), join(folder, 'server', name));
  }
  // It has the version.
  await symlink(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'server/dist'), join(folder, 'server/dist'), {
    recursive: true,
    filter: source => !source.includes('compileCache'),
  });
  const dist = join(folder, 'web/dist');
  await cp(join(root, 'web/dist'), dist, { recursive: true });

  const assets = (await readdir(join(dist, 'rekey'))).filter(name => /\.(?:js|css)$/.test(name));
  const suffix = assetsFolder === 'rekey' ? 'other' : 'older';
  const renamed = new Map(assets.map(name => [name, name.replace(/-([\w-]{8})(\.\w+)$/, `-$1${suffix}$2`)]));
  for (const file of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (/\.(?:br|gz)$/.test(file.name)) await rm(path);
    if (!file.isFile() || !/\.(?:js|css|html)$/.test(file.name)) continue;
    let text = await readFile(path, 'utf8');
    for (const [name, other] of renamed) {
      text = text.replaceAll(`{{base}}/rekey/${name}`, `{{base}}/${assetsFolder}/${name}`).replaceAll(name, other);
    }
    if (!file.name.endsWith('.html')) text += '\n/* the other build */\n';
    await writeFile(join(file.parentPath, renamed.get(file.name) ?? file.name), text);
    if (renamed.has(file.name)) await rm(path);
  }
  if (assetsFolder !== 'rekey') {
    await rm(join(dist, assetsFolder), { recursive: true, force: true });
    await rename(join(dist, 'rekey'), join(dist, assetsFolder));
  }
  return join(folder, 'server/dist/main.js');
}
