// What `npm start` costs in a bare clone, first with empty caches and then with warm ones. It needs Node 20, git and
// the network, and changes nothing outside of a folder of its own:
//
//   node scripts/measureStart.mjs [--seconds] [REVISION …]
//
// With --seconds it measures time alone: the proxy that counts what comes from the registry would slow it down.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { seconds: { type: 'boolean' } }, allowPositionals: true });

const root = fileURLToPath(new URL('..', import.meta.url));

/** What comes from the registry goes through this proxy, which counts it. */
let receivedBytes = 0;
const proxy = createServer().on('connect', (request, caller) => {
  const [host, port] = request.url.split(':');
  const registry = connect(port, host, () => caller.write('HTTP/1.1 200 OK\r\n\r\n'));
  registry.on('data', chunk => {
    receivedBytes += chunk.length;
  });
  registry.on('error', () => caller.destroy()).pipe(caller);
  caller.on('error', () => registry.destroy()).pipe(registry);
});
await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
const through = `http://127.0.0.1:${proxy.address().port}`;

for (const revision of positionals.length > 0 ? positionals : ['HEAD']) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-start-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  // How the registry is reached.
  if (existsSync(join(homedir(), '.npmrc'))) copyFileSync(join(homedir(), '.npmrc'), join(home, '.npmrc'));
  for (const caches of ['empty', 'warm']) {
    const clone = join(folder, caches);
    const seconds = await start(clone, revision, home);
    if (values.seconds) {
      console.log(`${revision}, caches ${caches}: ${seconds.toFixed(0)} s`);
      continue;
    }
    const counted = new Set();
    const [packages, all] = [measure(join(clone, 'node_modules'), counted), measure(folder, new Set())];
    console.log(
      `${revision}, caches ${caches}: ${megabytes(receivedBytes)} received, ` +
        `node_modules ${megabytes(packages.bytes)} in ${packages.files} files` +
        (caches === 'empty' ? `, with caches and build ${megabytes(all.bytes)}` : ''),
    );
  }
  rmSync(folder, { recursive: true });
}
proxy.close();
proxy.closeAllConnections();

/** Seconds from the command in a new clone to the answer of /readyz. */
async function start(clone, revision, home) {
  execFileSync('git', ['clone', '--quiet', root, clone]);
  const commit = execFileSync('git', ['rev-parse', revision], { cwd: root, encoding: 'utf8' }).trim();
  execFileSync('git', ['checkout', '--quiet', commit], { cwd: clone });
  const port = await freePort();
  receivedBytes = 0;
  const begun = performance.now();
  const server = spawn('npm', ['start'], {
    cwd: clone,
    env: {
      PATH: process.env.PATH,
      ...certificates(),
      HOME: home,
      PORT: String(port),
      ...(!values.seconds && { https_proxy: through }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = new Promise(resolve => server.once('close', resolve));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!(await answers(`http://127.0.0.1:${port}/readyz`))) {
    if (over) throw new Error(`${revision} did not start`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const seconds = (performance.now() - begun) / 1000;
  process.kill(-server.pid, 'SIGTERM');
  await ended;
  return seconds;
}

function certificates() {
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].filter(name => process.env[name] !== undefined);
  return Object.fromEntries(names.map(name => [name, process.env[name]]));
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** A file with several names counts once. */
function measure(path, counted) {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) {
    const again = stats.nlink > 1 && counted.has(stats.ino);
    counted.add(stats.ino);
    return { bytes: again ? 0 : stats.size, files: 1 };
  }
  return readdirSync(path)
    .map(entry => measure(join(path, entry), counted))
    .reduce((sum, one) => ({ bytes: sum.bytes + one.bytes, files: sum.files + one.files }), { bytes: 0, files: 0 });
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
