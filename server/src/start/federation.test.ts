import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideBlock } from '../testing/guideBlock.ts';
import { registerAccount } from '../testing/people.ts';
import { type ProgramProcess, startProgram } from '../testing/programProcess.ts';
import { closedPort } from '../testing/smtpSink.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcpProxy.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, type TestClient } from '../testing/testClient.ts';
import { onPostgresql } from '../testing/testDatabase.ts';

const run = promisify(execFile);
const SERVER = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = ['gateway.ts', 'notes.ts'];

/** The compiler options of a new project. */
const PROJECT = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    skipLibCheck: true,
  },
  files: PROGRAMS,
};

describe('a federated graph, as documented', () => {
  let folder: string;
  let app: TestApp;
  let wire: TcpProxy;
  let notes: ProgramProcess;
  let gateway: ProgramProcess;

  beforeAll(async () => {
    // Inside the workspace, so that imports are resolved.
    folder = await mkdtemp(join(SERVER, '.integrating-'));
    app = await startTestApp({ TRUST_PROXY: '127.0.0.1', RATE_LIMITS: 'on' });
    wire = await startTcpProxy('127.0.0.1', Number(new URL(app.url).port));
    const [notesPort, gatewayPort] = [await closedPort(), await closedPort()];
    await copyFile(join(SERVER, 'schema.graphql'), join(folder, 'schema.graphql'));
    await writeFile(join(folder, 'notes.graphql'), await guideBlock('notes.graphql'));
    await writeFile(join(folder, 'notes.ts'), await guideBlock('notes.ts', [['port: 4002', `port: ${notesPort}`]]));
    const addresses = [
      ['localhost:4000', `127.0.0.1:${wire.port}`],
      ['127.0.0.1:4002', `127.0.0.1:${notesPort}`],
      ['port: 4001', `port: ${gatewayPort}`],
    ] as const;
    await writeFile(join(folder, 'gateway.ts'), await guideBlock('gateway.ts', addresses));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(PROJECT));
    notes = await startProgram(process.execPath, ['notes.ts'], { port: notesPort, cwd: folder });
    gateway = await startProgram(process.execPath, ['gateway.ts'], { port: gatewayPort, cwd: folder });
  });
  afterAll(async () => {
    await gateway.close();
    await notes.close();
    await wire.close();
    await app.close();
    await rm(folder, { recursive: true });
  });

  /** A browser that talks to the gateway at its root, and never to Rekey. */
  function browserOf({ cookies }: TestClient) {
    return async (query: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(gateway.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie: [...cookies].map(pair => pair.join('=')).join('; '),
          ...headers,
        },
        body: JSON.stringify({ query }),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const { data, errors } = (await answer.json()) as {
        // biome-ignore lint/suspicious/noExplicitAny: a test knows the shape of its own document
        data: any;
        errors?: Array<{ message: string; extensions: Record<string, unknown> }>;
      };
      return { data, errors, headers: answer.headers };
    };
  }

  const signIn = (address: string, password = GOOD_PASSWORD) =>
    `mutation { login(email: "${address}", password: "${password}") { __typename ... on Problem { message } ... on LoggedIn { account { id notes sessions { userAgent ipAddress } } } } }`;

  it('compiles, and composes server/schema.graphql as it stands with a subgraph of the product', async () => {
    await run(join(SERVER, '..', 'node_modules/.bin/tsc'), ['--project', 'tsconfig.json'], { cwd: folder });
  });

  it('signs in through the gateway, and reads the account of one with the notes of the other', async () => {
    const client = await registerAccount(app, 'ada@example.com');
    // A browser that Rekey has not seen yet.
    client.cookies.clear();
    const send = browserOf(client);
    expect((await send('{ me { id notes } }')).data).toEqual({ me: null });

    const headers = { 'user-agent': 'Browser of Ada', 'x-forwarded-for': '203.0.113.7' };
    const { data, headers: answered } = await send(signIn('ada@example.com'), headers);
    const { id } = data.login.account;
    expect(answered.getSetCookie()).toEqual([
      expect.stringMatching(/^rekey_session=.*HttpOnly/),
      expect.stringMatching(/^rekey_device=.*HttpOnly/),
    ]);
    // What Rekey knows of the caller is what the gateway says of the browser, and not of itself.
    expect(data.login.account).toMatchObject({
      notes: [`A note of ${id}`],
      sessions: [{ userAgent: 'Browser of Ada', ipAddress: '203.0.113.7' }],
    });
    expect((await send('{ me { email notes } }')).data.me).toEqual({
      email: 'ada@example.com',
      notes: [`A note of ${id}`],
    });
    expect(await client.me()).toBe('ada@example.com');
  });

  it('signs out through the gateway', async () => {
    const client = await registerAccount(app, 'grace@example.com');
    const send = browserOf(client);
    await send(signIn('grace@example.com'));
    const cookies = new Map(client.cookies);
    const { data, headers } = await send('mutation { logout }');
    expect([data, headers.get('clear-site-data')]).toEqual([{ logout: true }, '"storage"']);
    expect((await send('{ me { notes } }')).data.me).toBeNull();
    client.cookies = cookies;
    expect((await browserOf(client)('{ me { notes } }')).data.me).toBeNull();
  });

  it('speaks the language of the browser, and says how long to wait', async () => {
    const send = browserOf(newClient(app));
    const german = { 'accept-language': 'de', 'x-forwarded-for': '203.0.113.9' };
    let answer = await send(signIn('nobody@example.com', 'wrong password here'), german);
    expect(answer.data.login).toMatchObject({
      __typename: 'InvalidCredentials',
      message: expect.stringMatching(/falsch|stimm/i),
    });
    for (let n = 0; n < 10 && answer.data.login.__typename === 'InvalidCredentials'; n += 1) {
      answer = await send(signIn('nobody@example.com', 'wrong password here'), german);
    }
    expect(answer.data.login.__typename).toBe('TooManyRequests');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    // Another browser behind the same gateway is another client.
    const other = await send(signIn('nobody@example.com', 'wrong password here'), {
      'x-forwarded-for': '203.0.113.10',
    });
    expect(other.data.login.__typename).toBe('InvalidCredentials');
  });

  it('lets no operation sign in twice', async () => {
    const twice = `mutation {
      a: login(email: "ada@example.com", password: "wrong password here") { __typename }
      b: login(email: "ada@example.com", password: "wrong password here too") { __typename }
    }`;
    const { data, errors } = await browserOf(newClient(app))(twice, { 'x-forwarded-for': '203.0.113.11' });
    expect([data, errors?.length]).toEqual([null, 1]);
  });

  it('answers what needs no account while Rekey is away, and takes no one for signed out', async () => {
    const client = await registerAccount(app, 'mary@example.com');
    const send = browserOf(client);
    await send(signIn('mary@example.com'));
    await wire.down();
    expect((await send('{ __typename }')).data).toEqual({ __typename: 'Query' });
    const { errors } = await send('{ me { notes } }');
    expect(errors).toHaveLength(1);
    expect(client.cookies.has('rekey_session')).toBe(true);
    await wire.up();
    expect((await send('{ me { notes } }')).data.me.notes).toHaveLength(1);
  });

  it.skipIf(onPostgresql)('says when to try again while the database is away', async () => {
    const em = app.app.database.em.fork();
    await em.execute('pragma query_only = on');
    const { errors, headers } = await browserOf(newClient(app))(signIn('mary@example.com'));
    await em.execute('pragma query_only = off');
    expect([errors?.length, headers.get('retry-after')]).toEqual([1, '5']);
  });
});
