import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { goodPassword, haveAccount } from './steps.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The examples of docs/integrating.md: files by their name, and shell commands in their order. */
interface Examples {
  readonly files: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
}

/** The compiler options of a new project. */
const compiler = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    allowImportingTsExtensions: true,
  },
  files: ['client.ts', 'codegen.ts', 'session.ts', 'kept.ts', 'product.ts'],
};

let stage: Stage;
let examples: Examples;
/** Inside the workspace, so that the imports of the examples are resolved. */
let folder: string;
beforeAll(async () => {
  stage = await setStage({ INTROSPECTION: 'on', BEARER_SESSIONS: 'on' });
  examples = await readExamples();
  folder = await mkdtemp(join(root, 'web', '.integrating-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

async function readExamples(): Promise<Examples> {
  const text = await readFile(join(root, 'docs/integrating.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, name, code = '']) => ({
    language,
    name,
    code: code.replaceAll('http://localhost:4000', stage.origin),
  }));
  return {
    files: new Map(blocks.flatMap(({ name, code }) => (name ? [[name, code]] : []))),
    commands: blocks.filter(({ language, name }) => language === 'sh' && !name).map(({ code }) => code),
  };
}

function example(name: string): string {
  const code = examples.files.get(name);
  if (code === undefined) throw new Error(`docs/integrating.md has no example called ${name}`);
  return code;
}

async function partsOfLink(screen: string, address: string): Promise<{ uid: string; token: string }> {
  const [, , uid = '', token = ''] = (await stage.linkTo(screen, address)).split('/');
  return { uid, token };
}

describe('the guide for developers', () => {
  it('takes a page of the same origin through the whole flow', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/register');
    await page.route('**/rekey.js', route =>
      route.fulfill({ contentType: 'text/javascript', body: example('rekey.js') }),
    );
    // As a string, since Vitest would replace the browser's import() by its own.
    const call = (name: string, ...values: string[]) =>
      page.evaluate<unknown>(`import('/rekey.js').then(({ ${name} }) => ${name}(...${JSON.stringify(values)}))`);

    expect(await call('signIn', address, 'a wrong password')).toMatchObject({ __typename: 'InvalidCredentials' });
    expect(await call('signIn', address, goodPassword)).toMatchObject({
      __typename: 'LoggedIn',
      account: { email: address },
    });
    expect(await call('whoAmI')).toBe(address);
    await call('signOut');
    expect(await call('whoAmI')).toBeNull();
    await call('signIn', address, goodPassword);
    expect(await call('whoAmI')).toBe(address);
    expect(await call('forgotPassword', address)).toMatchObject({
      __typename: 'PasswordResetRequested',
      expiresIn: 3600,
    });
    const { uid, token } = await partsOfLink('password-reset-confirm', address);
    expect(await call('checkLink', uid, token)).toBe('VALID');
    expect(await call('choosePassword', uid, token, '12345678')).toMatchObject({
      __typename: 'PasswordRejected',
      violations: expect.arrayContaining([{ rule: 'TOO_SHORT', message: expect.any(String) }]),
    });
    expect(await call('choosePassword', uid, token, `${goodPassword} again`)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    expect(await call('checkLink', uid, token)).toBe('SPENT');
    expect(await call('whoAmI')).toBeNull();
  });

  it('works unchanged in a shell', async () => {
    const [register = '', complete = '', login = '', me = '', ...others] = examples.commands;
    const shell = async (command: string) => JSON.parse((await run('sh', ['-ec', command], { cwd: folder })).stdout);

    expect(others).toEqual([]);
    expect(await shell(register)).toEqual({ data: { register: { __typename: 'RegistrationStarted' } } });
    const { uid, token } = await partsOfLink('register-confirm', 'ada@example.com');
    const pasted = complete.replace('PASTE_UID', uid).replace('PASTE_TOKEN', token);
    expect(await shell(pasted)).toEqual({ data: { completeRegistration: { __typename: 'RegistrationComplete' } } });
    expect(await shell(login)).toEqual({ data: { login: { __typename: 'LoggedIn' } } });
    expect(await shell(me)).toMatchObject({
      data: { me: { email: 'ada@example.com', sessions: [{ current: true }] } },
    });
    expect(await shell(example('bearer'))).toEqual({ data: { me: { email: 'ada@example.com' } } });
  });

  it('gives a server a client whose types are those of the schema', async () => {
    const address = await haveAccount(stage);
    for (const name of ['operations.graphql', 'codegen.ts', 'client.ts', 'session.ts', 'kept.ts', 'product.ts'])
      await writeFile(join(folder, name), example(name));

    const [, program = '', ...options] = example('codegen').trim().split(' ');
    await run(join(root, 'node_modules/.bin', program), options, { cwd: folder });
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(compiler));
    await run(join(root, 'node_modules/.bin/tsc'), ['--project', 'tsconfig.json'], { cwd: folder });

    const client = await import(pathToFileURL(join(folder, 'client.ts')).href);
    expect(await client.signIn(address, 'a wrong password')).toEqual({ problem: expect.any(String) });
    const { account, setCookies } = await client.signIn(address, goodPassword);
    const cookies = setCookies.map((cookie: string) => cookie.split(';')[0]).join('; ');
    expect(await client.whoIsCalling(cookies)).toEqual({ id: account.id, email: address });
    expect(await client.whoIsCalling('')).toBeNull();
  });

  it('shows a product how to ask who is calling, and to go on while Rekey is frozen or stopped', {
    tags: ['session-away'],
  }, async () => {
    const [ada, grace, mary] = await Promise.all([haveSession(), haveSession(), haveSession()]);
    for (const name of ['session.ts', 'product.ts']) await writeFile(join(folder, name), example(name));
    const product = await runProduct(join(folder, 'product.ts'));
    /** The statuses of a page for everyone, and of one for members, in requests that are sent together. */
    const statuses = (cookie: string, { url } = product) =>
      Promise.all(
        ['/', '/notes'].map(async path => {
          const answer = await fetch(`${url}${path}`, { headers: { cookie } });
          expect(answer.headers.has('retry-after')).toBe(answer.status === 503);
          await answer.text();
          return answer.status;
        }),
      );

    // Kept for longer than the test takes, on any machine.
    const kept = example('kept.ts').replace('KEPT_FOR_MS = 5_000', 'KEPT_FOR_MS = 500_000');
    expect(kept).toContain('500_000');
    await writeFile(join(folder, 'kept.ts'), kept);
    const imports = "import { RekeyAway } from './session.ts';\nimport { whoIsCalling } from './kept.ts';";
    await writeFile(
      join(folder, 'keeping.ts'),
      example('product.ts').replace(/^import .* from '.\/session.ts';$/m, imports),
    );
    const keeping = await runProduct(join(folder, 'keeping.ts'));

    // A session that takes Rekey longer than a second to tell, as on a busy machine, is asked for again.
    try {
      expect(await statuses('')).toEqual([200, 401]);
      expect(await statuses('rekey_session=garbage; theirs=1')).toEqual([200, 401]);
      expect(await statuses(`rekey_session=${'A'.repeat(43)}`)).toEqual([200, 401]);
      await expect.poll(() => statuses(`theirs=1; ${ada.cookie}; last=2`)).toEqual([200, 200]);
      const page = await fetch(`${product.url}/notes`, { headers: { cookie: ada.cookie } });
      expect(await page.text()).toBe(`The notes of ${ada.address}`);
      for (const cookie of ['', 'rekey_session=garbage']) expect(await statuses(cookie, keeping)).toEqual([200, 401]);
      await expect.poll(() => statuses(ada.cookie, keeping)).toEqual([200, 200]);

      stage.server.freeze();
      expect(await statuses('')).toEqual([200, 401]);
      expect(await statuses(ada.cookie)).toEqual([200, 503]);
      expect(await statuses(grace.cookie, keeping)).toEqual([200, 503]);
      // Known from before.
      expect(await statuses(ada.cookie, keeping)).toEqual([200, 200]);
      stage.server.thaw();
      await expect.poll(() => statuses(ada.cookie)).toEqual([200, 200]);
      await expect.poll(() => statuses(grace.cookie, keeping)).toEqual([200, 200]);

      await stage.server.close();
      expect(await statuses('')).toEqual([200, 401]);
      expect(await statuses(ada.cookie)).toEqual([200, 503]);
      expect(await statuses(mary.cookie, keeping)).toEqual([200, 503]);
      expect(await statuses(grace.cookie, keeping)).toEqual([200, 200]);
    } finally {
      stage.server.thaw();
      await Promise.all([product.close(), keeping.close()]);
    }
  });

  /** The session cookie of a new account. */
  async function haveSession(): Promise<{ address: string; cookie: string }> {
    const address = await haveAccount(stage);
    const query = `mutation { login(email: "${address}", password: "${goodPassword}") { __typename } }`;
    const answer = await fetch(`${stage.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const cookie = answer.headers.getSetCookie().find(one => one.startsWith('rekey_session='));
    return { address, cookie: cookie?.split(';')[0] ?? '' };
  }
});

/** Runs a program that serves HTTP at PORT. */
async function runProduct(file: string): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? '', PORT: String(port) },
    stdio: 'inherit',
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const serves = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await serves())) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
    await sleep(50);
  }
  return {
    url,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
