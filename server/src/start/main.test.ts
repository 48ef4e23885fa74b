import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { readMail } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { failToStart, type ServerProcess, startServerProcess } from '../testing/serverProcess.ts';
import { closedPort, startSmtpSink } from '../testing/smtpSink.ts';
import { GOOD_PASSWORD, type MailedLink, newClient } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-process-'));
  database = await createTestDatabase(folder);
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A sign-in that is hashed for a third of a second at cost 12, and the answer to it. */
function slowSignIn(server: ServerProcess) {
  return newClient(server).login('unknown@example.com', 'plum kettle orbit 71 sandal');
}

describe('a server that is told to stop', { tags: ['sigterm'] }, () => {
  it('answers what it was asked, closes connections that are kept alive, and ends with status 0 within ten seconds', async () => {
    const sink = await startSmtpSink();
    const server = await startServerProcess(
      { DATABASE_URL: database.url, EMAIL_PORT: String(sink.port), BCRYPT_COST: '10' },
      'npm start',
    );
    const keptAlive = new Agent({ keepAlive: true });
    await new Promise((resolve, reject) =>
      request(`${server.url}/healthz`, { agent: keptAlive }, response => response.resume().on('end', resolve))
        .on('error', reject)
        .end(),
    );
    await newClient(server).requestPasswordReset('unknown@example.com');
    // So that the threads run.
    await slowSignIn(server);
    // Four connections that the server has accepted. One that only the kernel has accepted is lost when the server
    // stops.
    const alive = () => fetch(`${server.url}/healthz`).then(answer => answer.text());
    await Promise.all([alive(), alive(), alive(), alive()]);
    const underWay = Promise.all([slowSignIn(server), slowSignIn(server), slowSignIn(server)]);
    // All three are in the server's hands once it answers something that was asked after them.
    await alive();

    const { status } = await server.stop('SIGTERM');
    expect((await underWay).map(answer => answer.__typename)).toEqual(Array(3).fill('InvalidCredentials'));
    expect(status).toBe(0);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    keptAlive.destroy();
    await sink.close();
    // `npm start` builds first what has changed since the last build.
  }, 120_000);

  it('closes connections that have asked nothing yet, as browsers open them, while it still answers others', async () => {
    const server = await startServerProcess({ DATABASE_URL: database.url, BCRYPT_COST: '12' });
    // So that the threads run.
    await slowSignIn(server);
    const order: string[] = [];
    const unused = connect(Number(new URL(server.url).port), '127.0.0.1').resume();
    unused.once('close', () => order.push('closed'));
    await once(unused, 'connect');
    const answered = slowSignIn(server).then(() => order.push('answered'));
    await fetch(`${server.url}/healthz`).then(answer => answer.text());
    expect((await server.stop('SIGINT')).status).toBe(0);
    await answered;
    expect(order).toEqual(['closed', 'answered']);
  });

  it('finishes the mail that is on its way', async () => {
    const sink = await startSmtpSink();
    const server = await startServerProcess({ DATABASE_URL: database.url, EMAIL_PORT: String(sink.port) });
    await newClient(server).register('anonymous@example.com');
    expect((await server.stop('SIGINT')).status).toBe(0);
    const again = await startServerProcess({ DATABASE_URL: database.url, EMAIL_PORT: String(sink.port) });
    const mails = await sink.arrived(1);
    expect((await again.stop('SIGINT')).status).toBe(0);
    expect(mails.map(mail => mail.to)).toEqual([['anonymous@example.com']]);
    await sink.close();
  });
});

describe('a server as it is built', () => {
  it('tells the version of the root package.json in the first line of its log and in /healthz', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const server = await startServerProcess({ DATABASE_URL: database.url });
    const health = await fetch(`${server.url}/healthz`).then(answer => answer.json());
    await server.stop('SIGINT');
    const [firstLine = ''] = server.output().split('\n');
    expect(JSON.parse(firstLine)).toMatchObject({ msg: 'starting', version });
    expect(health).toEqual({ status: 'ok', version });
  });

  it('answers a malformed address as the source does: in its own words, with its headers', async () => {
    const sink = await startSmtpSink();
    const server = await startServerProcess({ DATABASE_URL: database.url, EMAIL_PORT: String(sink.port) });
    const { status, headers, text } = await rawRequest(server, '/%zz/secret');
    expect([status, text]).toEqual([404, expect.not.stringContaining('secret')]);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect((await rawRequest(server, '/password-reset-confirm/%ff/%zz')).status).toBe(200);
    await server.stop('SIGTERM');
    await sink.close();
  });

  it('judges and hashes passwords in the threads that it is built with', async () => {
    const sink = await startSmtpSink();
    const server = await startServerProcess({ DATABASE_URL: database.url, EMAIL_PORT: String(sink.port) });
    const address = 'built@example.com';
    const client = newClient(server);
    await client.register(address);
    const { links } = await readMail({ url: server.url, sink }, address);
    const link = links['register-confirm'] as MailedLink;
    expect(await client.completeRegistration(link, 'qwertyuiopasdfgh')).toMatchObject({
      __typename: 'PasswordRejected',
      violations: [{ rule: 'TOO_WEAK' }],
    });
    expect(await client.completeRegistration(link, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    expect(await client.login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    await server.stop('SIGINT');
    await sink.close();
  });

  it('answers by the schema that is written down, also where the build renames classes', async () => {
    const server = await startServerProcess({ DATABASE_URL: database.url, INTROSPECTION: 'on' });
    const { data } = await newClient(server).send(getIntrospectionQuery());
    await server.stop('SIGINT');
    const writtenDown = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));
    expect(sorted(buildClientSchema(data))).toBe(sorted(writtenDown));
  });
});

describe('a server whose environment went through deployment tools', () => {
  it('starts with the values that were meant, and with its secrets from files', async () => {
    const sink = await startSmtpSink();
    const [keyFile, urlFile] = [join(folder, 'key'), join(folder, 'url')];
    await writeFile(keyFile, 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E\r\n', { mode: 0o600 });
    await writeFile(urlFile, `${database.url}\n`, { mode: 0o600 });
    const server = await startServerProcess({
      PUBLIC_URL: '"https://Login.Example.com:443/"\r',
      SECRET_KEY: '',
      SECRET_KEY_FILE: `'${keyFile}'`,
      DATABASE_URL_FILE: urlFile,
      EMAIL_PORT: `"${sink.port}"`,
      EMAIL_USE_TLS: '“False”',
      REKEY_PORT: 'tcp://10.43.0.1:4000',
      SMTP_HOST: 'smtp.example.com',
      MAIL_PASSWORD: 'swordfish',
    });
    await newClient(server).register('tools@example.com');
    const mail = await readMail({ url: server.url, sink }, 'tools@example.com');
    expect(mail.text).toContain('https://login.example.com/register-confirm/');
    expect(server.output()).toContain('MAIL_PASSWORD is not read; perhaps EMAIL_PASS is meant');
    expect(server.output()).not.toMatch(/SMTP_HOST|REKEY_PORT|swordfish/);
    await server.stop('SIGINT');
    await sink.close();
  });
});

describe('a server that cannot start', () => {
  /** Status 1, and a message on standard error without a stack. */
  const refusedWith = async (environment: Record<string, string>, words: RegExp) => {
    const { status, stderr } = await failToStart({ DATABASE_URL: database.url, ...environment });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  };

  it('names every fault of its environment at once, and quotes no secret', { tags: ['faults-named'] }, async () => {
    const { status, stdout, stderr } = await failToStart({
      DATABASE_URL: 'postgresql://rekey:swordfish%@db/rekey',
      PORT: '4000 # as agreed',
      SECRET_KEY: '',
      SECRET_KEY_FILE: join(folder, 'swordfish'),
      EMAIL_USER: 'login',
      EMAIL_PASS: '{{ .Values.swordfish }}',
      SESSION_TIMEOUT: '30d',
      REGISTRATION_TIMEOT: '60',
      BRAND_NAME_FILE: '/run/secrets/brand',
    });
    const named = stderr.split('\n').map(line => line.trim().split(' ')[0]);
    expect(named).toEqual([
      'The',
      'PORT',
      'SECRET_KEY_FILE',
      'EMAIL_PASS',
      'DATABASE_URL',
      'SESSION_TIMEOUT',
      'REGISTRATION_TIMEOT',
      'BRAND_NAME_FILE',
      '',
    ]);
    expect(stderr).not.toMatch(/swordfish|^\s+at /m);
    expect([status, stdout]).toEqual([1, '']);
  });

  it('says which port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await refusedWith(
      { PORT: String(port) },
      new RegExp(`cannot listen on 127.0.0.1:${port}: another program is listening`),
    );
    await refusedWith({ METRICS_PORT: String(port) }, /METRICS_PORT/);
    taken.close();
  });

  it('says that its address is not one of this machine', async () => {
    await refusedWith({ HOST: '192.0.2.1' }, /cannot listen on 192.0.2.1:0: this machine has no such address/);
  });

  it('says that PostgreSQL does not answer, where it was looked for, and not the password', async () => {
    const url = `postgresql://rekey:not-for-the-log@127.0.0.1:${await closedPort()}/rekey`;
    const { status, stderr } = await failToStart({ DATABASE_URL: url });
    expect(stderr).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:\d+, database rekey, cannot be used: nothing listens there\.\n$/,
    );
    expect(status).toBe(1);
  });

  it('says that PostgreSQL accepted the connection and does not answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    await refusedWith({ DATABASE_URL: `postgresql://rekey@127.0.0.1:${port}/rekey` }, /it does not answer/);
    silent.close();
  });

  it('says that a newer version has migrated the database, or that migrations are pending', async () => {
    const empty = await createTestDatabase(await mkdtemp(join(folder, 'empty-')));
    await refusedWith({ DATABASE_URL: empty.url, MIGRATE: 'off' }, /has to be migrated .* run "rekey migrate up"/);
    await empty.drop();
  });

  it('says which mail templates are faulty', async () => {
    const templates = join(folder, 'templates');
    await mkdir(join(templates, 'en'), { recursive: true });
    await writeFile(join(templates, 'en', 'password-reset.txt'), 'No subject, no link.');
    await writeFile(join(templates, 'en', 'registration.html'), '<a href="%registerUrl%">Register</a>');
    await refusedWith(
      { MAIL_TEMPLATES: templates },
      /password-reset\.txt: it has to begin .*registration\.html: "%registerUrl%" is no placeholder .*\(line 1\)/s,
    );
    await refusedWith({ MAIL_TEMPLATES: join(folder, 'no-such-folder') }, /MAIL_TEMPLATES: ENOENT/);
  });
});

describe.skipIf(onPostgresql)('a server that cannot use its SQLite file', () => {
  const refusedWith = async (file: string, words: RegExp) => {
    const { status, stderr } = await failToStart({ DATABASE_URL: `sqlite:${file}` });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  };

  it('says that another server is running on it, by whichever path, and leaves that one alone', async () => {
    const file = join(folder, 'shared.sqlite');
    const first = await startServerProcess({ DATABASE_URL: `sqlite:${file}` });
    const link = join(folder, 'link.sqlite');
    await symlink(file, link);
    await refusedWith(file, /^Another server is running on the database file .*shared\.sqlite\. Stop it first/);
    await refusedWith(link, /^Another server is running on the database file .*link\.sqlite\. Stop it first/);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.stop('SIGKILL');
    // A killed server leaves nothing behind that prevents the next start.
    const next = await startServerProcess({ DATABASE_URL: `sqlite:${file}` });
    expect((await next.stop('SIGINT')).status).toBe(0);
  });

  it('says that another program holds a lock on it', async () => {
    const file = join(folder, 'held.sqlite');
    const holder = await openDatabase({ kind: 'sqlite', file });
    await holder.em.getConnection().execute('begin immediate');
    await refusedWith(file, /another program holds a lock on it\./);
    await holder.close();
  });

  it('says that its folder is a file', async () => {
    await writeFile(join(folder, 'a-file'), '');
    await refusedWith(join(folder, 'a-file', 'rekey.sqlite'), /its path contains a file where a folder is expected/);
  });

  it('says that the file is no database, and does not overwrite it', async () => {
    const file = join(folder, 'letter.sqlite');
    await writeFile(file, 'Dear reader, '.repeat(1000));
    await refusedWith(file, /is damaged or is not an SQLite database/);
  });

  it('says that the folder or the file may not be written to', async () => {
    await chmod(folder, 0o755);
    const locked = join(folder, 'locked');
    await mkdir(locked);
    const file = join(locked, 'read-only.sqlite');
    await (await openDatabase({ kind: 'sqlite', file })).close();
    await chmod(file, 0o444);
    await chmod(locked, 0o555);
    for (const name of ['new.sqlite', 'read-only.sqlite']) {
      const { status, stderr } = await failToStart(
        { DATABASE_URL: `sqlite:${join(locked, name)}` },
        'without privileges',
      );
      expect(stderr).toMatch(/cannot be used: (it, or its folder, cannot be opened for writing|this user may)/);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(status).toBe(1);
    }
    await chmod(locked, 0o755);
  });
});
