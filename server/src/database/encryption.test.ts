import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../cli/doctor/finding.ts';
import { type Authority, createAuthority } from '../testing/certificate.ts';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { hasPostgresql, type PostgresqlCluster, startPostgresqlCluster } from '../testing/postgresqlCluster.ts';
import { openDatabase } from './openDatabase.ts';

/** Whether the line is encrypted, or why there is none. */
async function lineTo(url: string): Promise<string> {
  try {
    const database = await openDatabase({ kind: 'postgresql', url });
    const rows = await database.em
      .fork()
      .execute<{ ssl: boolean }[]>('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    await database.close();
    return rows[0]?.ssl ? 'encrypted' : 'in the clear';
  } catch (error) {
    return String(error);
  }
}

const SKIPPED = hasPostgresql ? '' : ' (skipped: initdb and postgres are not on this machine)';

describe.skipIf(!hasPostgresql)(`the line to PostgreSQL${SKIPPED}`, () => {
  let folder: string;
  let authority: Authority;
  let others: Authority;
  let files: Record<'ca' | 'otherCa' | 'cert' | 'key' | 'otherKey' | 'text', string>;
  /** It speaks TLS, and takes both; it takes nothing but TLS; it has no TLS. */
  let both: PostgresqlCluster;
  let demanding: PostgresqlCluster;
  let plain: PostgresqlCluster;
  let elsewhere: PostgresqlCluster;
  let commands: CommandLine;

  async function withTls(name: string, rules?: string): Promise<PostgresqlCluster> {
    const { cert, key } = await authority.sign(name);
    const cluster = await startPostgresqlCluster(rules === undefined ? {} : { rules });
    await cluster.write('server.crt', cert);
    await cluster.write('server.key', key);
    await cluster.write('ca.crt', authority.cert);
    const file = (name: string) => `'${join(cluster.folder, name)}'`;
    for (const setting of [
      `ssl_cert_file = ${file('server.crt')}`,
      `ssl_key_file = ${file('server.key')}`,
      `ssl_ca_file = ${file('ca.crt')}`,
      'ssl = on',
    ])
      await cluster.execute(`alter system set ${setting}`);
    await cluster.execute('select pg_reload_conf()');
    return cluster;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-tls-'));
    [authority, others] = await Promise.all([createAuthority(), createAuthority()]);
    const [own, other] = [await authority.sign('guest'), await others.sign('guest')];
    const texts = {
      ca: authority.cert,
      otherCa: others.cert,
      cert: own.cert,
      key: own.key,
      otherKey: other.key,
      text: 'Dear reader',
    };
    files = Object.fromEntries(Object.keys(texts).map(name => [name, join(folder, name)])) as typeof files;
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    const byTlsAlone = [
      'local all all trust',
      'hostnossl all all all reject',
      'hostssl all guest all cert',
      'hostssl all all all trust',
    ];
    [both, demanding, plain, elsewhere] = await Promise.all([
      withTls('127.0.0.1'),
      withTls('127.0.0.1', `${byTlsAlone.join('\n')}\n`),
      startPostgresqlCluster(),
      withTls('localhost'),
    ]);
    await demanding.execute('create role guest login');
    commands = await openCommandLine();
  });

  afterAll(async () => {
    await Promise.all([both, demanding, plain, elsewhere].map(cluster => cluster.close()));
    await commands.close();
    await rm(folder, { recursive: true });
  });

  // brianc/node-postgres 2375 and 2558: `require` demanded a trusted certificate, or none at all where an ORM dropped it.
  it.each([
    ['', 'encrypted', 'encrypted', 'in the clear'],
    ['sslmode=disable', 'in the clear', /rejects this user/, 'in the clear'],
    ['sslmode=allow', 'in the clear', 'encrypted', 'in the clear'],
    ['sslmode=prefer', 'encrypted', 'encrypted', 'in the clear'],
    ['sslmode=require', 'encrypted', 'encrypted', /does not speak TLS/],
    ['sslmode=verify-ca&sslrootcert=CA', 'encrypted', 'encrypted', /does not speak TLS/],
    ['sslmode=verify-full&sslrootcert=CA', 'encrypted', 'encrypted', /does not speak TLS/],
    [
      'sslmode=require&sslrootcert=OTHER',
      /certificate is not trusted/,
      /certificate is not trusted/,
      /does not speak TLS/,
    ],
    ['sslmode=verify-ca&sslrootcert=OTHER', /certificate is not trusted/, /certificate is not trusted/, /TLS/],
    ['sslmode=verify-full', /certificate is not trusted/, /certificate is not trusted/, /TLS/],
    [
      'sslrootcert=system',
      /certificate is not trusted|ca-certificates/,
      /not trusted|ca-certificates/,
      /TLS|ca-certificates/,
    ],
  ])('with "%s" is as libpq has it', async (parameters, ...expected) => {
    const query = parameters.replace('CA', files.ca).replace('OTHER', files.otherCa);
    for (const [index, cluster] of [both, demanding, plain].entries()) {
      const line = await lineTo(`${cluster.url()}?${query}`);
      expect(line).toMatch(expected[index] ?? '');
    }
  });

  it('is refused by verify-full, and by it alone, where the certificate is for another name', async () => {
    const url = `${elsewhere.url()}?sslrootcert=${files.ca}`;
    expect(await lineTo(`${url}&sslmode=verify-full`)).toMatch(/for another name/);
    expect(await lineTo(`${url.replace('127.0.0.1', 'localhost')}&sslmode=verify-full`)).toBe('encrypted');
    expect(await lineTo(`${url}&sslmode=verify-ca`)).toBe('encrypted');
  });

  it('shows a certificate of our own where one is named, and says which file is of no use', async () => {
    const url = `${demanding.url().replace('postgres@', 'guest@')}?sslmode=verify-full&sslrootcert=${files.ca}`;
    expect(await lineTo(`${url}&sslcert=${files.cert}&sslkey=${files.key}`)).toBe('encrypted');
    expect(await lineTo(url)).toMatch(/rejects this user|certificate/);
    expect(await lineTo(`${url}&sslcert=${files.cert}&sslkey=${files.otherKey}`)).toMatch(/not the key of sslcert/);
    expect(await lineTo(`${url}&sslcert=${files.text}&sslkey=${files.key}`)).toMatch(
      /sslcert that holds no certificate/,
    );
    const missing = url.replace(files.ca, '/nowhere/ca.pem');
    expect(await lineTo(missing)).toMatch(/sslrootcert that cannot be read \(ENOENT\): \/nowhere\/ca\.pem/);
  });

  it('goes through a socket, by both spellings, and with the name that is given', async () => {
    for (const url of [
      `postgresql:///postgres?host=${both.folder}&port=${both.port}&user=postgres`,
      `postgresql://postgres@/postgres?host=${encodeURIComponent(both.folder)}&port=${both.port}`,
      `postgresql://postgres@${encodeURIComponent(both.folder)}:${both.port}/postgres`,
    ]) {
      expect(await lineTo(url)).toBe('in the clear');
    }
    const database = await openDatabase({ kind: 'postgresql', url: `${both.url()}?application_name=acme%20login` });
    expect(await database.em.fork().execute('show application_name')).toEqual([{ application_name: 'acme login' }]);
    await database.close();
  });

  it('is described by the doctor', async () => {
    const describedFor = async (url: string) => {
      const { stdout } = await commands.run(['doctor', '--json'], { environment: { DATABASE_URL: url } });
      return (JSON.parse(stdout) as Finding[]).find(({ check }) => check === 'Encryption');
    };
    expect(await describedFor(`${both.url()}?sslmode=verify-full&sslrootcert=${files.ca}`)).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/^TLSv1\.\d.*certificate.*checked/),
    });
    expect(await describedFor(`${both.url()}?sslmode=require`)).toMatchObject({
      says: expect.stringMatching(/^TLSv1\.\d.*not checked/),
    });
    expect(await describedFor(plain.url())).toMatchObject({ says: expect.stringMatching(/^not encrypted/) });
  });

  it('asks for each connection anew, so it survives that the server turns TLS off or on', async () => {
    const database = await openDatabase({ kind: 'postgresql', url: both.url() }, { poolSize: 2 });
    const isEncrypted = async () => {
      await both.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rekey'");
      for (;;) {
        const rows = await database.em
          .fork()
          .execute('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
          .catch(() => undefined);
        if (rows) return rows;
      }
    };
    for (const on of [false, true]) {
      await both.execute(`alter system set ssl = ${on ? 'on' : 'off'}`);
      await both.execute('select pg_reload_conf()');
      while ((await both.execute('show ssl')) !== (on ? 'on' : 'off'));
      expect(await isEncrypted()).toEqual([{ ssl: on }]);
    }
    await database.close();
  });
});
