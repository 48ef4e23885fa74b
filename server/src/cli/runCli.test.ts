import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../config/version.ts';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { TEST_ENVIRONMENT } from '../testing/testApp.ts';
import { GOOD_PASSWORD } from '../testing/testClient.ts';
import { runCli } from './runCli.ts';

describe('the command line', () => {
  let commandLine: CommandLine;
  beforeAll(async () => {
    commandLine = await openCommandLine();
  });
  afterAll(() => commandLine.close());

  /** A person at a terminal who types these lines. */
  async function atTerminal(args: readonly string[], typed = '') {
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
    const environment = { ...TEST_ENVIRONMENT, DATABASE_URL: commandLine.databaseUrl };
    let answered = 0;
    stderr.on('data', (said: Buffer) => {
      const answer = typed.split('\n')[answered];
      if (!/[:?\]] $/.test(stripVTControlCharacters(said.toString())) || answer === undefined) return;
      answered += 1;
      stdin.write(`${answer}\r`);
    });
    const said = text(stderr);
    const status = await runCli(args, { stdin, stdout, stderr, environment });
    stdout.end();
    stderr.end();
    return { status, stdout: await text(stdout), stderr: await said };
  }

  it.each([
    [[], 'Commands:'],
    [['account'], 'reset-link <email>'],
    [['mail'], 'retry'],
    [['migrate'], 'status'],
  ])('shows help after %j --help, with examples', async (args, expected) => {
    const { status, stdout } = await atTerminal([...args, '--help']);

    expect(status).toBe(0);
    expect(stdout).toContain(expected);
    expect(stdout).toContain('Examples:\n  $ rekey ');
  });

  it('tells its version, also where the configuration is faulty', async () => {
    const { status, stdout } = await commandLine.runProcess(['--version'], { environment: { PORT: 'x' } });

    expect([status, stdout]).toEqual([0, `${VERSION}\n`]);
  });

  it.each([
    [['acount']],
    [['account', 'create']],
    [['account', 'disable']],
    [['mail', 'list', '--state', 'lost']],
    [[]],
  ])('ends %j with status 2, and nothing on standard output', async args => {
    expect(await atTerminal(args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('shows every problem of the configuration, and no stack', async () => {
    const { status, stdout, stderr } = await commandLine.runProcess(['account', 'list'], {
      environment: { PORT: 'x', TRUST_PROXY: 'everyone' },
    });

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^The configuration is invalid:\n {2}PORT must .*\n {2}TRUST_PROXY must .*\n$/);
  });

  it('says so where the database cannot be reached', async () => {
    const { status, stderr } = await commandLine.runProcess(['account', 'list'], {
      environment: { DATABASE_URL: 'postgresql://rekey:secret@127.0.0.1:1/rekey' },
    });

    expect(status).toBe(1);
    expect(stderr).toContain('PostgreSQL at 127.0.0.1:1, database rekey, cannot be used: nothing listens there.');
    expect(stderr).not.toContain('secret');
  });

  it('brings a database up to date, and back, and tells how it stands', async () => {
    const separate = await openCommandLine('empty');
    try {
      expect(await separate.run(['migrate', 'up'])).toMatchObject({
        status: 0,
        stderr: 'The database is up to date.\n',
      });
      const states = async () => {
        const { stdout } = await separate.run(['migrate', 'status', '--json']);
        return (JSON.parse(stdout) as Array<{ state: string }>).map(({ state }) => state);
      };
      expect(new Set(await states())).toEqual(new Set(['executed']));
      expect(await separate.run(['migrate', 'down'])).toMatchObject({ status: 0 });
      expect(await states()).toContain('pending');
      while ((await states()).includes('executed')) await separate.run(['migrate', 'down']);
      expect(await separate.run(['migrate', 'down'])).toMatchObject({
        status: 0,
        stderr: 'There is no migration to revert.\n',
      });
    } finally {
      await separate.close();
    }
  });

  it('does not go back so far that accounts would be dropped', async () => {
    const separate = await openCommandLine();
    try {
      const create = ['account', 'create', '--email', 'kept@example.com', '--no-password'];
      expect(await separate.run(create)).toMatchObject({ status: 0 });
      let last = await separate.run(['migrate', 'down']);
      while (last.status === 0) last = await separate.run(['migrate', 'down', '--yes']);
      expect(last.stderr).toMatch(/every account would be dropped/);
      expect(await separate.run(['migrate', 'up'])).toMatchObject({ status: 0 });
      expect((await separate.run(['account', 'list'])).stdout).toContain('kept@example.com');
    } finally {
      await separate.close();
    }
  });

  it('asks twice for a password without showing it', async () => {
    const typed = `${GOOD_PASSWORD}\n${GOOD_PASSWORD}`;
    const { status, stdout, stderr } = await atTerminal(['account', 'create', '--email', 'typed@example.com'], typed);

    expect(status).toBe(0);
    expect(stderr).toContain('Password: \nRepeat the password: \n');
    expect(stdout + stderr).not.toContain(GOOD_PASSWORD);
  });

  it('creates no account where the two passwords differ', async () => {
    const args = ['account', 'create', '--email', 'slip@example.com'];
    const { status, stderr } = await atTerminal(args, `${GOOD_PASSWORD}\n${GOOD_PASSWORD}!`);

    expect(status).toBe(1);
    expect(stderr).toContain('The two passwords are not the same.');
    expect((await commandLine.runProcess(['account', 'list', 'slip@example.com'])).status).toBe(1);
  });

  it('changes nothing after Ctrl+C', async () => {
    const { status, stderr } = await atTerminal(['account', 'create', '--email', 'slip@example.com'], '\u0003');

    expect(status).toBe(1);
    expect(stderr).toContain('Cancelled. Nothing was changed.');
  });

  it('says that nothing was changed where a question is answered with Ctrl+C', async () => {
    await commandLine.runProcess(['account', 'create', '--email', 'kept@example.com', '--no-password']);

    const { status, stderr } = await atTerminal(['account', 'delete', 'kept@example.com'], '\u0003');

    expect(status).toBe(1);
    expect(stderr).toMatch(/Nothing was changed\.\n$/);
    expect(stderr).not.toMatch(/Failed|Error/);
  });

  it('asks a person before it deletes, and takes no answer for no', async () => {
    await commandLine.runProcess(['account', 'create', '--email', 'spared@example.com', '--no-password']);

    const { status } = await atTerminal(['account', 'delete', 'spared@example.com'], '');

    expect(status).toBe(1);
    expect((await commandLine.runProcess(['account', 'list', 'spared@example.com'])).status).toBe(0);
  });

  it('refuses to create an account without a terminal or a source for the password', async () => {
    const { status, stderr } = await commandLine.runProcess(['account', 'create', '--email', 'script@example.com']);

    expect(status).toBe(1);
    expect(stderr).toContain('--password-stdin');
  });
});
