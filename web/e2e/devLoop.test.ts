import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './openBrowser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let tree: string;
let browser: Browser;
let loop: ChildProcess;
let origin: string;
let output = '';

beforeAll(async () => {
  tree = await copyOfTree();
  browser = await openBrowser();
  origin = await startLoop();
}, 120_000);

afterAll(async () => {
  if (loop?.exitCode === null) {
    loop.kill('SIGTERM');
    await once(loop, 'exit');
  }
  await browser?.close();
  await rm(tree, { recursive: true, force: true });
});

/** Starts the loop and gives the address of its pages. */
function startLoop(environment: Record<string, string> = {}): Promise<string> {
  output = '';
  loop = spawn(process.execPath, ['scripts/dev.mjs'], {
    cwd: tree,
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
      HOME: process.env.HOME ?? '',
      PORT: '0',
      DATABASE_URL: `sqlite:${join(tree, 'data', 'rekey.sqlite')}`,
      BCRYPT_COST: '4',
      ...environment,
    },
  });
  return new Promise((resolve, reject) => {
    function read(chunk: Buffer) {
      output += chunk;
      const address = /Pages\s+(http:\/\/\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    }
    loop.stdout?.on('data', read);
    loop.stderr?.on('data', read);
    loop.once('exit', () => reject(new Error(`the dev loop has ended:\n${output}`)));
  });
}

/** The sources as they are, to be changed at will, with the packages and the builds of the real tree. */
async function copyOfTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'rekey-dev-loop-'));
  const made = /^(?:node_modules|dist|dist-dev|dist-playground|dist-states)$/;
  for (const path of ['package.json', 'codegen.ts', 'tsconfig.base.json', 'scripts', 'server', 'web']) {
    await cp(join(root, path), join(copy, path), { recursive: true, filter: file => !made.test(basename(file)) });
  }
  for (const path of ['node_modules', 'server/node_modules', 'web/dist', 'web/dist-playground']) {
    await symlink(join(root, path), join(copy, path));
  }
  // A folder of its own, for Vite keeps what it has prepared there.
  await mkdir(join(copy, 'web/node_modules'));
  for (const name of await readdir(join(root, 'web/node_modules'))) {
    if (name.startsWith('.')) continue;
    await symlink(join(root, 'web/node_modules', name), join(copy, 'web/node_modules', name));
  }
  return copy;
}

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(tree, file);
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

/** What is written into a page about where it is. */
function placeIn(html: string): unknown {
  const [, content = ''] = /<meta name="place" content="([^"]*)"/.exec(html) ?? [];
  return JSON.parse(content.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

/** The outcome of a mutation, sent through the dev loop. */
async function outcomeOf(mutation: string): Promise<string> {
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `mutation { outcome: ${mutation} { __typename } }` }),
  });
  return (await answer.json()).data.outcome.__typename;
}

/** The folder of the catalogues, below web/src. */
async function catalogueFolder(): Promise<string> {
  const files = await readdir(join(tree, 'web/src'), { recursive: true });
  return `web/src/${files.find(file => file.endsWith('/de.po'))?.replace('/de.po', '')}`;
}

/** A page in a new browser profile. Vite transforms every file when it is first asked for, which may take a minute. */
async function newPage(locale: string) {
  const page = await browser.newPage({ locale });
  page.setDefaultTimeout(120_000);
  return page;
}

describe('npm run dev', () => {
  it('serves pages, API, playground and mailbox at one address', async () => {
    const page = { headers: { accept: 'text/html' } };
    const login = await (await fetch(`${origin}/login`, page)).text();
    expect(login).toContain('/@vite/client');
    expect(placeIn(login)).toEqual({ base: '', origin, home: '/account', nextOrigins: [] });
    expect(await (await fetch(`${origin}/playground`, page)).text()).toContain('/playground/assets/');
    expect(await outcomeOf('register(email: "ada@example.com")')).toBe('RegistrationStarted');
    // Hashes in a thread of the build.
    expect(await outcomeOf('login(email: "ada@example.com", password: "wrong")')).toBe('InvalidCredentials');
    const mailbox = await newPage('en-GB');
    await mailbox.goto(`${origin}/mailbox`);
    await mailbox.getByText('ada@example.com').first().waitFor();
    await mailbox.close();
  });

  it('shows a change of a screen at once, and keeps what was typed', async () => {
    const page = await newPage('en-GB');
    await page.goto(`${origin}/login`);
    await page.locator('#email').fill('ada@example.com');
    await page.locator('#password').fill('half a pass');
    await change('web/src/screens/Login.tsx', '</Page>', '<p id="changed">A change</p></Page>');
    await page.locator('#changed').waitFor();
    expect(await page.locator('#email').inputValue()).toBe('ada@example.com');
    expect(await page.locator('#password').inputValue()).toBe('half a pass');
    await page.close();
  });

  it('shows the page of states from the sources', async () => {
    const page = await newPage('en-GB');
    await page.goto(`${origin}/playground/states/`);
    await page.locator('figure[data-state=reached]').first().waitFor();
    await page.locator('iframe').first().contentFrame().locator('#changed').waitFor();
    await page.close();
  });

  it('warns of a missing translation, and shows English for it', async () => {
    await change(`${await catalogueFolder()}/de.po`, /(msgid "Sign in"\nmsgstr) ".*"/, '$1 ""');
    const page = await newPage('de-DE');
    await page.goto(`${origin}/login`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.getByText('Passwort', { exact: true }).waitFor();
    expect(output).toContain('not translated into de: Sign in');
    await page.close();
  });

  it('builds and restarts the server after a change of its sources', async () => {
    await change('server/src/main.ts', /^/, "process.env.BRAND_COLOUR = '#123456';\n");
    const logo = async () => (await fetch(`${origin}/brand/logo`)).text();
    await expect.poll(logo, { timeout: 120_000, interval: 200 }).toContain('#123456');
  });

  it('keeps the server that runs while its sources cannot be built', async () => {
    await change('server/src/main.ts', /^/, 'this is no program;\n');
    await expect.poll(() => output, { timeout: 120_000 }).toContain('The server cannot be built');
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    await change('server/src/main.ts', 'this is no program;\n', '');
  });

  it('ends with everything that it has started', async () => {
    const servers = [...output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
    expect(new Set(servers).size).toBeGreaterThan(1);
    loop.kill('SIGTERM');
    expect(await once(loop, 'exit')).toEqual([0, null]);
    for (const pid of servers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(fetch(origin)).rejects.toThrow();
  });

  it('serves everything below the path of PUBLIC_URL', async () => {
    const site = await startLoop({ PUBLIC_URL: 'http://localhost/auth' });
    expect(new URL(site).pathname).toBe('/auth');
    expect((await fetch(`${site}/playground`)).status).toBe(200);
    expect((await fetch(`${site}/brand/logo`)).status).toBe(200);
    expect((await fetch(`${new URL(site).origin}/healthz`)).status).toBe(200);
    const page = await newPage('en-GB');
    await page.goto(`${site}/`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(page.url()).toBe(`${site}/login?next=/auth/account`);
    await page.goto(`${site}/playground/states/`);
    await page.locator('figure[data-state=reached]').first().waitFor();
    await page.goto(`${site}/mailbox`);
    expect(page.url()).not.toContain(site);
    await page.close();
    loop.kill('SIGTERM');
    expect(await once(loop, 'exit')).toEqual([0, null]);
  });

  it('says what is wrong with the configuration, and ends', async () => {
    await expect(startLoop({ PUBLIC_URL: 'http://localhost/auth//' })).rejects.toThrow(/PUBLIC_URL must be/);
  });
});
