import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../config/config.ts';
import { startTestApp } from '../testing/testApp.ts';

const DEPLOY = fileURLToPath(new URL('../../../deploy', import.meta.url));
const read = (file: string) => readFileSync(join(DEPLOY, file), 'utf8');

interface Job {
  readonly permissions?: Record<string, string>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

/** What an operator fills in. */
const SECRETS = {
  SECRET_KEY: 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E',
  EMAIL_PASS: 'swordfish',
  POSTGRES_PASSWORD: '5f0c',
  VERSION: '0.2.0',
};

/** The instructions of the Dockerfile: each with what follows it, on one line. */
const instructions = read('Dockerfile')
  .replaceAll('\\\n', '')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))
  .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);

const instruction = (name: string) => instructions.filter(([found]) => found === name).map(([, rest]) => rest);

/** The environment that the image has by itself. */
const imageEnvironment = () => parseEnv(instruction('ENV').join(' ').replaceAll(' ', '\n')) as Record<string, string>;

describe('the Dockerfile', () => {
  it('takes a dozen instructions, and runs as a user without privileges that a cluster can check', () => {
    expect(instructions.length).toBeLessThanOrEqual(13);
    const user = instructions.findIndex(([name]) => name === 'USER');
    expect(instructions[user]?.[1]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(instructions.findIndex(([name]) => name === 'CMD')).toBeGreaterThan(user);
  });

  it('starts what the archive holds, without a shell in between that would keep signals to itself', () => {
    const [linked = ''] = instruction('RUN');
    for (const [, file = ''] of linked.matchAll(/\/opt\/rekey-\$\{VERSION\}\/(\w+)/g))
      expect(readdirSync(join(DEPLOY, 'archive'))).toContain(file);
    expect(instruction('CMD')).toEqual(['["rekey-start"]']);
    expect(read('archive/start')).toMatch(/^exec node /m);
  });

  it('has a health check that tells a server that answers from one that does not', async () => {
    const [, command = ''] = instruction('HEALTHCHECK')[0]?.split(' CMD ') ?? [];
    const [, ...args] = JSON.parse(command) as string[];
    const check = (port: string) =>
      new Promise(resolve =>
        spawn(process.execPath, args, { env: { PORT: port }, stdio: 'ignore' }).once('close', resolve),
      );
    const app = await startTestApp();
    const { port } = new URL(app.url);
    expect(await check(port)).toBe(0);
    await app.close();
    expect(await check(port)).toBe(1);
  });
});

describe('compose.yaml', () => {
  it('gives the server an environment that it starts with', () => {
    const { services } = parse(read('compose.yaml'));
    const filledIn = Object.entries<string>(services.rekey.environment).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+)[^}]*\}/g, (_, variable: keyof typeof SECRETS) => SECRETS[variable]),
    ]);
    const config = readConfig({ ...imageEnvironment(), ...Object.fromEntries(filledIn) });
    expect(config).toMatchObject({ production: true, host: '0.0.0.0', port: 4000 });
    expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(services.rekey.depends_on)));
    expect(existsSync(join(DEPLOY, services.rekey.build.context, services.rekey.build.dockerfile))).toBe(true);
  });
});

describe('kubernetes.yaml', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'));
  const [deployment, service] = documents.map(document => document.toJS());
  const { spec } = deployment.spec.template;
  const [container] = spec.containers;

  it('is YAML without a fault, and its parts find each other', () => {
    expect(documents.flatMap(document => [...document.errors, ...document.warnings])).toEqual([]);
    const { labels } = deployment.spec.template.metadata;
    expect([deployment.spec.selector.matchLabels, service.spec.selector]).toEqual([labels, labels]);
    const ports = container.ports.map(({ name }: { name: string }) => name);
    for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
  });

  it('gives the server an environment that it starts with, and time to stop', () => {
    const own = container.env.map(({ name, value }: { name: string; value: string }) => [name, value]);
    const secret = {
      SECRET_KEY: SECRETS.SECRET_KEY,
      EMAIL_PASS: SECRETS.EMAIL_PASS,
      DATABASE_URL: 'postgresql://rekey:5f0c@database.internal/rekey',
    };
    for (const name of Object.keys(secret)) expect(read('kubernetes.yaml')).toContain(`--from-literal=${name}=`);
    const config = readConfig({ ...imageEnvironment(), ...Object.fromEntries(own), ...secret });
    expect(config).toMatchObject({ production: true, metricsPort: 9090, warnings: [] });
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(config.shutdownDelaySeconds + 10);
  });

  it('asks /readyz whether to send requests, and restarts by /healthz alone', () => {
    const pathOf = (probe: string) => container[probe].httpGet.path;
    expect(pathOf('readinessProbe')).toBe('/readyz');
    expect([pathOf('startupProbe'), pathOf('livenessProbe')]).toEqual(['/healthz', '/healthz']);
  });
});

describe('rekey.env.example', () => {
  it('is enough for production once its secrets are filled in', () => {
    const example = parseEnv(read('archive/rekey.env.example'));
    expect(() => readConfig(example)).toThrow('SECRET_KEY');
    const { SECRET_KEY, EMAIL_PASS } = SECRETS;
    const config = readConfig({ ...example, SECRET_KEY, EMAIL_PASS });
    expect(config).toMatchObject({ production: true, warnings: [] });
    // A container that is replaced keeps nothing else.
    expect(config.database).toMatchObject({
      kind: 'sqlite',
      file: expect.stringMatching(`^${instruction('VOLUME')}/`),
    });
  });
});

describe('the workflows of GitHub', () => {
  const folder = join(DEPLOY, '../.github/workflows');
  const { scripts } = JSON.parse(readFileSync(join(DEPLOY, '../package.json'), 'utf8'));

  it.each(readdirSync(folder))('run what there is, by actions of one commit, with no more than they need: %s', file => {
    const { permissions, jobs } = parse(readFileSync(join(folder, file), 'utf8'));
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    for (const { steps, permissions: own = {} } of Object.values<Job>(jobs)) {
      for (const { uses } of steps) expect(uses ?? '').toMatch(/^(?:[\w-]+\/[\w-]+@[\da-f]{40})?$/);
      const commands = steps.flatMap(({ run = '' }) => [...run.matchAll(/\bnpm (?:run )?([\w:]+)/g)]);
      for (const [, command = ''] of commands) expect(Object.keys(scripts)).toContain(command);
      // A package that is built in could do what the job may.
      if (commands.length > 0) expect(Object.values(own)).not.toContain('write');
    }
  });
});

describe('rekey.service', () => {
  const present = spawnSync('systemd-analyze', ['--version']).status === 0;

  it.skipIf(!present)('is a unit that systemd takes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-unit-'));
    const unit = join(folder, 'rekey.service');
    // It looks whether the program is there.
    await writeFile(unit, read('rekey.service').replace('/opt/rekey/start', join(DEPLOY, 'archive/start')));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    // It also has something to say about other units of the machine.
    const said = stderr.split('\n').filter(line => line.includes('rekey.service'));
    expect([status, said]).toEqual([0, []]);
    await rm(folder, { recursive: true });
  });
});
