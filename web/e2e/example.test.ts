import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideBlock } from '../../server/src/testing/guideBlock.ts';
import { closedPort } from '../../server/src/testing/smtpSink.ts';
import { type MailSink, openMailSink } from './mailSink.ts';
import { openBrowser } from './openBrowser.ts';
import { recordPage } from './pageLog.ts';
import { goodPassword, haveAccount, heading, newAddress, press, type Site, signIn } from './steps.ts';

const example = fileURLToPath(new URL('../../examples/notes', import.meta.url));

let folder: string;
let mail: MailSink;
let browser: Browser;
let running: ChildProcess;
let output = '';
let origin: string;
/** Rekey, below its path. */
let rekey: Site;
/** The process of Rekey. */
let pid: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-example-'));
  [mail, browser] = await Promise.all([openMailSink(), openBrowser()]);
  origin = await start();
  pid = Number(/"pid":(\d+)/.exec(output)?.[1]);
  const site = `${origin}/auth`;
  rekey = {
    origin: site,
    linkTo: async (screen, address) => (await mail.linkTo(`${site}/${screen}/`, address)).slice(site.length),
  };
}, 120_000);

afterAll(async () => {
  if (running.exitCode === null) {
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  await browser.close();
  await mail.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the example by the command of its README, at free ports and with data of its own. */
async function start(): Promise<string> {
  running = spawn('npm', ['start'], {
    cwd: example,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(await closedPort()),
      API_PORT: String(await closedPort()),
      REKEY_PORT: String(await closedPort()),
      NOTES_FILE: join(folder, 'notes.sqlite'),
      DATABASE_URL: `sqlite:${join(folder, 'rekey.sqlite')}`,
      SECRET_KEY: 'a secret of sixty-four characters that only the tests are using!',
      BCRYPT_COST: '4',
      EMAIL_HOST: '127.0.0.1',
      EMAIL_PORT: String(mail.port),
      EMAIL_USE_TLS: 'false',
      LOG_LEVEL: 'info',
    },
  });
  return new Promise((resolve, reject) => {
    function read(chunk: Buffer) {
      output += chunk;
      const address = /Open (http:\/\/\S+)\. /.exec(output)?.[1];
      if (address) resolve(address);
    }
    running.stdout?.on('data', read);
    running.stderr?.on('data', read);
    running.once('exit', () => reject(new Error(`the example has ended:\n${output}`)));
  });
}

/** Opens the page of the example in a new browser. */
async function open() {
  const page = await browser.newPage({ locale: 'en-GB' });
  const log = await recordPage(page, origin);
  await page.goto(origin);
  await heading(page, 'Notes');
  return Object.assign(page, { log });
}

const add = async (page: Page, text: string) => {
  await page.getByLabel('New note').fill(text);
  await press(page, 'Add');
};
const note = (page: Page, text: string) => page.getByRole('listitem').getByText(text, { exact: true });

describe('the example product', () => {
  it('is read by a visitor, who signs up by way of a mail and arrives in the product', async () => {
    const page = await open();
    const address = newAddress();
    await page.getByText('Notes kept here: 0.').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');
    await page.goto(rekey.origin + (await rekey.linkTo('register-confirm', address)));
    await page.getByLabel('New password', { exact: true }).fill(goodPassword);
    await press(page, 'Create account');
    await heading(page, 'Your account is ready');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, address);
    await heading(page, 'Notes');
    expect(page.url()).toBe(`${origin}/`);

    await add(page, 'Water the ferns');
    await note(page, 'Water the ferns').waitFor();
    expect(await page.getByLabel('New note').inputValue()).toBe('');
    await page.getByText('Notes kept here: 1.').waitFor();
    await page.getByRole('link', { name: address }).click();
    await heading(page, 'Your account');
    await page.getByRole('link', { name: 'Continue to Notes' }).click();
    await note(page, 'Water the ferns').waitFor();
    await press(page, 'Sign out');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await note(page, 'Water the ferns').count()).toBe(0);
    expect(page.log.errors).toEqual([]);
    expect(page.log.foreignRequests).toEqual([]);
  });

  it('shows notes to no other person, and serves everyone who needs no account while Rekey is frozen', async () => {
    const page = await open();
    const address = await haveAccount(rekey);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, address);
    await page.getByRole('link', { name: address }).waitFor();
    await page.getByText('Notes kept here: 1.').waitFor();
    expect(await page.getByRole('listitem').count()).toBe(0);

    const away = page.getByRole('alert').getByText('Signing in is not possible at the moment.');
    process.kill(pid, 'SIGSTOP');
    try {
      await add(page, 'Ask about the lease');
      await away.waitFor();
      expect(await page.getByLabel('New note').inputValue()).toBe('Ask about the lease');
      await page.reload();
      await away.waitFor();
      await page.getByText('Notes kept here: 1.').waitFor();
      const visitor = await open();
      await visitor.getByRole('link', { name: 'Sign in' }).waitFor();
      expect(await visitor.getByRole('alert').count()).toBe(0);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await add(page, 'Ask about the lease');
    await note(page, 'Ask about the lease').waitFor();
    expect(await away.count()).toBe(0);
  });

  it('tells a caller without an account from an answer that cannot be had, and believes no client about itself', async () => {
    const send = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-rekey-account': 'forged', ...headers },
        body: JSON.stringify({ query }),
      }).then(answer => answer.json());
    expect(await send('{ total me { notes { id } } }')).toEqual({ data: { total: 2, me: null } });
    const addNote = 'mutation { addNote(text: "x") { id } }';
    expect((await send(addNote)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    process.kill(pid, 'SIGSTOP');
    try {
      const cookie = `rekey_session=${'A'.repeat(43)}`;
      expect((await send(addNote, { cookie })).errors[0].extensions.code).toBe('SIGN_IN_AWAY');
      expect((await send(addNote)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // Rekey answers 403 to a service key that it does not know, if it gets one.
    const answer = await fetch(`${rekey.origin}/session`, { headers: { 'x-rekey-service-key': 'forged' } });
    expect(answer.status).toBe(401);
  });

  it('owns every address outside /auth, and serves no file but those of its page', async () => {
    for (const path of ['/account', '/login', '/authentication']) {
      const answer = await fetch(origin + path, { headers: { accept: 'text/html' } });
      expect(await answer.text(), path).toContain('<title>Notes</title>');
    }
    expect((await fetch(`${origin}/@fs${example}/api.ts`)).status).toBe(403);
    expect((await fetch(`${origin}/api.ts?raw`)).headers.get('content-type')).toBe('text/html');
  });

  it('has the file of the guide that asks who is calling', async () => {
    expect(await readFile(join(example, 'session.ts'), 'utf8')).toBe(await guideBlock('session.ts'));
  });

  it('ends with everything that it has started', async () => {
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(fetch(origin)).rejects.toThrow();
  });
});
