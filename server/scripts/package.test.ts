import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReset, registerAccount } from '../src/testing/people.ts';
import { type SmtpSink, startSmtpSink } from '../src/testing/smtpSink.ts';
import { newClient, OTHER_PASSWORD } from '../src/testing/testClient.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MEGABYTE = 1_000_000;

/** The folder of the Node that runs the archive. A release is tried with the oldest. */
const NODE = process.env.TEST_ARCHIVE_NODE ?? dirname(process.execPath);

/** Root may write everywhere; so the archive is run by another user, where this is root. */
const another = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

interface Component {
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
}

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let folder: string;
/** The unpacked archive, which no one may write to. */
let installed: string;
/** What belongs to the user who runs it: the database, and the folder that it is run in. */
let data: string;
let archive: string;
let sink: SmtpSink;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-package-test-'));
  chmodSync(folder, 0o755);
  execFileSync(process.execPath, [join(ROOT, 'scripts/package.mjs'), folder], { stdio: 'pipe' });
  archive = join(folder, `rekey-${version}.tar.gz`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  installed = join(folder, `rekey-${version}`);
  execFileSync('chmod', ['-R', 'a-w', installed]);
  data = join(folder, 'data');
  mkdirSync(data);
  if (another.uid !== undefined) chownSync(data, another.uid, another.gid);
  sink = await startSmtpSink();
  // Nothing of the checkout, and no HOME.
  environment = {
    PATH: `${NODE}:/usr/bin:/bin`,
    NODE_ENV: 'production',
    // Of another product on the same machine. Nothing is reported to Apollo, and what would do so is not there.
    APOLLO_KEY: 'service:another:key',
    APOLLO_GRAPH_REF: 'another@current',
    APOLLO_SCHEMA_REPORTING: 'true',
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'https://login.example.com',
    SECRET_KEY: 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
    DATABASE_URL: `sqlite:${join(data, 'rekey.sqlite')}`,
    EMAIL_HOST: '127.0.0.1',
    EMAIL_PORT: String(sink.port),
    EMAIL_USE_TLS: 'off',
    EMAIL_FROM: 'login@example.com',
  };
}, 120_000);

afterAll(async () => {
  await sink?.close();
  execFileSync('chmod', ['-R', 'u+w', folder]);
  await rm(folder, { recursive: true });
});

const run = (command: string, args: readonly string[] = [], over: Record<string, string> = {}) =>
  spawn(join(installed, command), args, { cwd: data, env: { ...environment, ...over }, ...another });

async function endOf(child: ReturnType<typeof run>) {
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
}

describe('the archive that npm run package makes', () => {
  it('starts on a read-only disk as a user without a home, walks a reset, and ends on SIGTERM', async () => {
    const server = run('start');
    let output = '';
    const port = await new Promise<string>((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr])
        stream.on('data', chunk => {
          output += chunk;
          const [, port] = /Server listening at http:\/\/[\d.]+:(\d+)/.exec(output) ?? [];
          if (port !== undefined && output.includes('"msg":"ready"')) resolve(port);
        });
      server.once('close', () => reject(new Error(`it did not start:\n${output}`)));
    });
    const product = { url: `http://127.0.0.1:${port}`, sink };
    const address = 'ada@example.com';
    await registerAccount(product, address);
    const { reset } = await askForReset(product, address, 2);
    const client = newClient(product);
    expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
    expect(await client.login(address, OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    const page = await fetch(`${product.url}/login`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html')]);

    const listed = await endOf(run('rekey', ['account', 'list']));
    expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining(address) });
    const ended = new Promise<number | null>(resolve => server.once('close', resolve));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('has the command line', async () => {
    expect(await endOf(run('rekey', ['--version']))).toMatchObject({ status: 0, stdout: `${version}\n` });
    const help = await endOf(run('rekey', ['--help']));
    expect(help.stdout).toContain('$ rekey doctor');
    expect(help.stdout).not.toContain('npm run');
  });

  it('refuses a Node that is too old, or none, in a sentence', async () => {
    const old = join(folder, 'old');
    mkdirSync(old, { recursive: true });
    execFileSync('sh', ['-c', 'printf "#!/bin/sh\\necho v22.16.0\\n" > "$0" && chmod 755 "$0"', join(old, 'node')]);
    for (const command of ['start', 'rekey']) {
      expect(await endOf(run(command, [], { PATH: `${old}:/usr/bin:/bin` }))).toMatchObject({
        status: 1,
        stderr: 'Rekey needs Node 22.17 or newer; this is v22.16.0.\n',
      });
    }
  });

  it('sends traces with the SDK that it holds', async () => {
    const server = run('start', [], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      DATABASE_URL: `sqlite:${join(data, 'traced.sqlite')}`,
    });
    const ended = endOf(server);
    await new Promise<void>(resolve => {
      server.stdout.on('data', chunk => String(chunk).includes('"msg":"ready"') && resolve());
      void ended.then(() => resolve());
    });
    server.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 0 });
  });

  it('holds native parts for Linux with glibc and musl, and for macOS, and no more', async () => {
    const files = await readdir(installed, { recursive: true });
    expect(files.filter(file => file.endsWith('.node')).sort()).toEqual([
      'node_modules/bcrypt/prebuilds/darwin-arm64/bcrypt.node',
      'node_modules/bcrypt/prebuilds/darwin-x64/bcrypt.node',
      'node_modules/bcrypt/prebuilds/linux-arm64/bcrypt.glibc.node',
      'node_modules/bcrypt/prebuilds/linux-arm64/bcrypt.musl.node',
      'node_modules/bcrypt/prebuilds/linux-x64/bcrypt.glibc.node',
      'node_modules/bcrypt/prebuilds/linux-x64/bcrypt.musl.node',
      'node_modules/better-sqlite3/prebuilds/darwin-arm64.node',
      'node_modules/better-sqlite3/prebuilds/darwin-x64.node',
      'node_modules/better-sqlite3/prebuilds/linux-arm64.node',
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/better-sqlite3/prebuilds/linuxmusl-arm64.node',
      'node_modules/better-sqlite3/prebuilds/linuxmusl-x64.node',
    ]);
    expect(
      files.filter(file => /class-validator|libphonenumber|usageReporting|compileCache|\.[cm]?ts$|\.map$/.test(file)),
    ).toEqual([]);
    expect((await stat(archive)).size).toBeLessThan(45 * MEGABYTE);
  });

  it('holds the licence of everything that is built in or copied', () => {
    const licences = readFileSync(join(installed, 'licences.txt'), 'utf8');
    for (const name of ['fastify', '@apollo/server', 'react-dom', 'bcrypt', 'better-sqlite3', '@zxcvbn-ts/language-de'])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+[^:\\n]*: .+$`, 'm'));
    expect(licences).not.toContain('libphonenumber');
    // Word lists ask for more than the licence of the package that they came in.
    for (const owed of ['CC BY-SA', 'UNICODE LICENSE V3', 'ODC-BY']) expect(licences).toContain(owed);
  });

  it('comes with a bill of materials of exactly the packages in it, and with checksums', () => {
    const [bom, sums] = [`rekey-${version}.cdx.json`, 'SHA256SUMS'].map(file =>
      readFileSync(join(folder, file), 'utf8'),
    );
    const { bomFormat, metadata, components, dependencies } = JSON.parse(bom ?? '');
    expect([bomFormat, metadata.component.name, metadata.component.version]).toEqual(['CycloneDX', 'rekey', version]);
    const listed = components.filter(({ type }: Component) => type === 'library');
    const named = listed.map(({ group, name, version }: Component) => `${group ? `${group}/` : ''}${name} ${version}`);
    const licences = readFileSync(join(installed, 'licences.txt'), 'utf8');
    const licensed = [...licences.matchAll(/^(?:\n|-{80}\n\n)?((?:@[\w.-]+\/)?[\w.-]+ \d+\.\d+\.\d+[^:\n]*): /gm)];
    expect(named.toSorted()).toEqual(licensed.map(([, package_]) => package_).toSorted());
    expect(
      named.filter((name: string) => /class-validator|libphonenumber|^validator |usage-reporting/.test(name)),
    ).toEqual([]);
    for (const { licenses, purl } of listed)
      expect([purl, licenses]).toEqual([expect.any(String), [expect.anything()]]);
    const references = new Set([metadata.component, ...components].map(component => component['bom-ref']));
    for (const { ref, dependsOn } of dependencies)
      for (const reference of [ref, ...dependsOn]) expect(references).toContain(reference);
    expect(sums?.split('\n').map(line => line.slice(66))).toEqual([
      `rekey-${version}.tar.gz`,
      `rekey-${version}.cdx.json`,
      '',
    ]);
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, stdio: 'pipe' });
  });
});
