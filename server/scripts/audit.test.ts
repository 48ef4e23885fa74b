import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXCEPTIONS = JSON.parse(readFileSync(join(ROOT, 'scripts/audit.json'), 'utf8'));
const ADVISORY = 'GHSA-aaaa-bbbb-cccc';

/** What the registry knows of advisories at the moment. */
let advisories: Record<string, unknown> = {};
let registry: Server;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-audit-'));
  const packages = Object.keys(parse(readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')).packages);
  registry = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? '');
    const versions = packages.filter(key => key.startsWith(`${name}@`)).map(key => key.slice(name.length + 1));
    const time = Object.fromEntries(versions.map(version => [version, '2020-01-01T00:00:00.000Z']));
    const known = { name, 'dist-tags': {}, time, versions: Object.fromEntries(versions.map(version => [version, {}])) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.method === 'POST' ? advisories : known));
  });
  await new Promise<void>(resolve => registry.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  registry.close();
  await rm(folder, { recursive: true });
});

/** Runs the command against the registry of this file, with exceptions beside those of the repository. */
async function audit(accepted: Record<string, unknown> = {}, port = (registry.address() as AddressInfo).port) {
  const exceptions = join(folder, 'audit.json');
  await writeFile(exceptions, JSON.stringify({ ...EXCEPTIONS, ...accepted }));
  const environment = { PNPM_CONFIG_REGISTRY: `http://127.0.0.1:${port}/`, PNPM_CONFIG_FETCH_RETRIES: '0' };
  const run = spawn(process.execPath, [join(ROOT, 'scripts/audit.mjs'), exceptions], {
    env: { ...process.env, ...environment, XDG_CACHE_HOME: folder },
  });
  let output = '';
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', text => {
      output += text;
    });
  return { status: await new Promise<number | null>(resolve => run.once('close', resolve)), output };
}

const FOUND = {
  fastify: [
    {
      id: 1,
      url: `https://github.com/advisories/${ADVISORY}`,
      title: 'Something',
      severity: 'high',
      vulnerable_versions: '<99.0.0',
      cwe: [],
      cvss: { score: 7.5, vectorString: null },
    },
  ],
};

it('passes where every advisory and every licence is allowed or accepted', { timeout: 120_000 }, async () => {
  advisories = FOUND;
  const accepted = { advisories: { [ADVISORY]: { reason: 'the part is not used' } } };
  expect(await audit(accepted)).toEqual({ status: 0, output: expect.stringContaining('✓') });
});

it('fails for an advisory, for a licence, and for what is accepted without need', { timeout: 120_000 }, async () => {
  advisories = FOUND;
  const { 'axe-core': _, ...packages } = EXCEPTIONS.packages;
  const { status, output } = await audit({
    advisories: { 'GHSA-gone-gone-gone': { reason: 'gone' } },
    packages: { ...packages, fastify: { licence: 'GPL-3.0-only', reason: 'none' } },
  });
  expect(status).toBe(1);
  expect(output).toMatch(/fastify .+Something \(high\).+fastify/);
  expect(output).toContain('accepts GHSA-gone-gone-gone, which no package has');
  expect(output).toContain('axe-core is licensed as MPL-2.0');
  expect(output).toContain('accepts the licence of fastify');
});

it('says that it could not ask where there is no registry, and does not pass', { timeout: 120_000 }, async () => {
  // No one listens on port 9.
  expect(await audit({}, 9)).toEqual({ status: 2, output: expect.stringContaining('could not be asked') });
});
