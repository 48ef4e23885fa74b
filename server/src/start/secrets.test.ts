import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { closedPort } from '../testing/smtpSink.ts';
import { startTestApp, TEST_ENVIRONMENT, type TestApp } from '../testing/testApp.ts';
import { type MailedLink, newClient } from '../testing/testClient.ts';
import { WEBHOOK_SECRET } from '../testing/webhookReceiver.ts';

const KEY = 'signing key that must never appear anywhere';
const FALLBACK = 'an older signing key that must not appear either';
const WEBHOOK_TOKEN = 'a-token-in-an-address';
const PASSWORDS = [
  'walnut copper 58 lantern drift',
  'saffron ridge 92 marble quilt',
  'thistle brook 17 candle fern',
  'velvet harbour 44 pepper moss',
] as const;
const REFUSED_PASSWORD = 'short-secret';
const ADDRESSES = [
  'secret.owner@example.com',
  'secret.parked@example.com',
  'secret.stranger@example.com',
  'secret.mover@example.com',
  'secret.moved@example.com',
] as const;

describe('after a full run, with every log level on', { tags: ['log-discreet'] }, () => {
  let app: TestApp;
  let operator: Operator;
  const { lines, log } = keptLog();
  const secrets = new Map<string, string>();
  const keep = (name: string, secret: string) => {
    expect(secret.length).toBeGreaterThan(8);
    secrets.set(name, secret);
  };
  const keepLink = (name: string, { token }: MailedLink) => keep(`${name} token`, token);

  beforeAll(async () => {
    app = await startTestApp(
      {
        LOG_LEVEL: 'trace',
        RATE_LIMITS: 'on',
        SECRET_KEY: KEY,
        SECRET_KEY_FALLBACKS: FALLBACK,
        // Nothing listens there, so each delivery fails.
        WEBHOOK_URL: `http://127.0.0.1:${await closedPort()}/?token=${WEBHOOK_TOKEN}`,
        WEBHOOK_SECRET,
      },
      log,
    );
    operator = operatorOf(app);
    await fullRun();
  }, 60_000);
  afterAll(() => app.close());

  /** Everything that the product does with secrets, failures included. */
  async function fullRun(): Promise<void> {
    keep('key', KEY);
    keep('fallback key', FALLBACK);
    keep('key of the tests', TEST_ENVIRONMENT.SECRET_KEY);
    keep('secret of webhooks', WEBHOOK_SECRET);
    keep('address of the receiver', WEBHOOK_TOKEN);
    for (const [n, password] of [...PASSWORDS, REFUSED_PASSWORD].entries()) keep(`password ${n}`, password);
    const [owner, parked, stranger, mover, moved] = ADDRESSES;

    const client = newClient(app);
    await client.register(owner);
    const registration = (await readMail(app, owner)).links['register-confirm'] as MailedLink;
    keepLink('registration', registration);
    await client.completeRegistration(registration, REFUSED_PASSWORD);
    await client.completeRegistration(registration, PASSWORDS[0]);
    await client.completeRegistration(registration, PASSWORDS[1]);
    await client.login(owner, PASSWORDS[1]);
    await client.login(owner, PASSWORDS[0]);
    keep('session', client.cookies.get('rekey_session') ?? '');
    keep('device', client.cookies.get('rekey_device') ?? '');
    await client.send(
      'mutation ($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) { __typename } }',
      { a: PASSWORDS[0], b: PASSWORDS[1] },
    );
    await readMail(app, owner, 2);
    const first = await askForReset(app, owner, 3);
    keepLink('reset', first.reset);
    keepLink('revoke', first.revoke);
    for (const [page, link] of [
      ['password-reset-confirm', first.reset],
      ['password-reset-revoke', first.revoke],
      ['register-confirm', registration],
    ] as const) {
      for (const path of [
        `/${page}/${link.uid}/${link.token}`,
        `/${page}/${link.uid}/${link.token}/x`,
        `//${page}/${link.token}`,
        `/${page}/%zz/${link.token}`,
        `/graphql?token=${link.token}`,
        `/login?next=${link.token}`,
      ]) {
        await rawRequest(app, path, {
          headers: { referer: `http://x/${link.token}`, cookie: `rekey_session=${link.token}` },
        });
      }
    }
    // What is no HTTP at all: the parser's error carries the packet.
    for (const malformed of [
      `GET /password-reset-confirm/${first.reset.uid}/${first.reset.token} HTTP/9.9\r\n\r\n`,
      `POST /graphql HTTP/1.1\r\nHost: x\r\nCookie: rekey_session=${first.reset.token}\r\nContent-Length: x\r\n\r\n${PASSWORDS[0]}`,
      `GET / HTTP/1.1\r\nX: ${`${first.reset.token} `.repeat(1_000)}\r\n\r\n`,
    ]) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      // The server closes without reading the rest.
      socket.on('error', () => undefined).write(malformed);
      await new Promise(resolve => socket.resume().once('close', resolve));
    }
    await client.resetPassword(first.reset, REFUSED_PASSWORD);
    await client.resetPassword(first.reset, PASSWORDS[2]);
    await client.resetPassword(first.reset, PASSWORDS[3]);
    await client.send(
      'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename } }',
      { ...first.revoke },
    );
    await client.login(owner, PASSWORDS[2]);
    keep('later session', client.cookies.get('rekey_session') ?? '');
    await client.send('{ me { email sessions { id } securityEvents { kind } } }');
    await newClient(app).login(owner, PASSWORDS[2]);
    await client.send('mutation { endSessions }');
    await client.register(owner);
    await readMail(app, owner, 5);
    const movingClient = await registerAccount(app, mover, PASSWORDS[3]);
    await movingClient.login(mover, PASSWORDS[3]);
    await movingClient.requestEmailChange(moved, PASSWORDS[0]);
    const change = await askForEmailChange(app, movingClient, moved, { password: PASSWORDS[3] });
    keepLink('change', change);
    await movingClient.confirmEmailChange(change);
    const revert = await revertLinkIn(app, mover, 2);
    keepLink('revert', revert);
    await movingClient.revertEmailChange(revert);
    await readMail(app, mover, 3);
    for (const [page, link] of [
      ['email-change', change],
      ['email-change-revert', revert],
    ] as const)
      await rawRequest(app, `/${page}/${link.uid}/${link.token}`);

    // Errors must not reveal secrets either.
    for (const body of [
      `{"query": "${PASSWORDS[0]}`,
      JSON.stringify({ query: `{ ${PASSWORDS[0]} }` }),
      JSON.stringify({
        query: 'mutation ($p: String!) { login(email: $p, password: $p) { __typename } }',
        variables: { p: [PASSWORDS[0]] },
      }),
    ]) {
      await postJson(app, body);
    }
    await postJson(app, PASSWORDS[0].repeat(5_000));
    app.sink.script = step =>
      step === 'recipient' ? { code: 550, text: `5.1.1 <${parked}> no such user ${parked}` } : 'ok';
    await operator.bringIn(parked);
    await newClient(app).requestPasswordReset(parked);
    await until(() => lines.some(line => line.includes('parked')));
    app.sink.script = () => 'ok';
    await newClient(app).requestPasswordReset(stranger);
    await newClient(app).login(stranger, PASSWORDS[3]);
    await app.app.database.em.getConnection().execute('alter table session rename to elsewhere');
    await client.login(owner, PASSWORDS[2]).catch(() => undefined);
    await client.send('{ me { email } }');
    await app.app.database.em.getConnection().execute('alter table elsewhere rename to session');
    await client.send('mutation { logout }');
    await operator.disable(owner);
    await operator.remove(owner);
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise(resolve => setTimeout(resolve, 20));
  }

  /** A secret as it stands, and in the spellings in which it might slip through. */
  function spellings(secret: string): string[] {
    const bytes = Buffer.from(secret, 'utf8');
    return [
      secret,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(secret),
      // How JSON writes a Buffer.
      bytes.join(','),
    ];
  }

  it('no column of any table holds a password, a token, a cookie or a key', async () => {
    const { em } = app.app.database;
    let values = 0;
    for (const meta of app.app.database.getMetadata().getAll().values()) {
      const rows = await em.fork().getConnection().execute(`select * from ${meta.tableName}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          values += 1;
          const text = value instanceof Date ? value.toISOString() : String(value);
          for (const [name, secret] of secrets) {
            for (const spelling of spellings(secret))
              expect(text.includes(spelling), `${name} in ${meta.tableName}.${column}`).toBe(false);
          }
        }
      }
    }
    expect(values).toBeGreaterThan(150);
  });

  it('no column of any table but those of the mail queue and of accounts holds an address', async () => {
    const { em } = app.app.database;
    for (const meta of app.app.database.getMetadata().getAll().values()) {
      const rows = await em.fork().getConnection().execute(`select * from ${meta.tableName}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          const where = `${meta.tableName}.${column}`;
          if (['mail_job.address', 'account.email', 'account.canonical_email'].includes(where)) continue;
          for (const address of ADDRESSES) expect(String(value).toLowerCase().includes(address), where).toBe(false);
        }
      }
    }
  });

  it('no line of the log holds a password, a token, a cookie, a key or an address', () => {
    expect(lines.length).toBeGreaterThan(50);
    const text = lines.join('');
    for (const [name, secret] of secrets) {
      for (const spelling of spellings(secret))
        expect(text.includes(spelling), `${name}: ${lines.find(line => line.includes(spelling))}`).toBe(false);
    }
    for (const address of ADDRESSES) {
      for (const spelling of [address, ...spellings(address), address.split('@')[0] ?? '']) {
        expect(
          text.toLowerCase().includes(spelling.toLowerCase()),
          lines.find(line => line.toLowerCase().includes(spelling.toLowerCase())),
        ).toBe(false);
      }
    }
  });

  it('each security event has a line that names the account by its id', () => {
    const events = lines.map(line => JSON.parse(line)).filter(line => line.event !== undefined);
    const kinds = new Set(events.map(line => line.event));
    for (const kind of [
      'REGISTERED',
      'LOGGED_IN',
      'LOGIN_FAILED',
      'PASSWORD_RESET_REQUESTED',
      'PASSWORD_RESET',
      'PASSWORD_CHANGED',
      'SESSION_ENDED',
    ]) {
      expect(kinds).toContain(kind);
    }
    for (const { event, account } of events) {
      if (event === 'LOGIN_FAILED' || event === 'PASSWORD_RESET_REQUESTED') continue;
      expect(account).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('request lines name routes, never the address that was asked for', () => {
    const requests = lines.map(line => JSON.parse(line)).filter(line => line.msg === 'request');
    expect(requests.length).toBeGreaterThan(20);
    expect(requests.some(line => line.route === '/password-reset-confirm/:uid/:token')).toBe(true);
    for (const line of requests) expect(JSON.stringify(line)).not.toMatch(/[A-Za-z0-9_-]{60}/);
  });
});

describe('the errors and pages of a product', () => {
  it('hold no data of another session: an account’s data is given to its own session alone', async () => {
    const app = await startTestApp();
    try {
      const ada = await registerAccount(app, 'ada@example.com');
      await ada.login('ada@example.com', 'plum kettle orbit 71 sandal');
      const eve = await registerAccount(app, 'eve@example.com');
      await eve.login('eve@example.com', 'plum kettle orbit 71 sandal');
      const everything =
        '{ me { id email createdAt lastLoginAt sessions { id createdAt userAgent } securityEvents { id kind } } }';
      const [own, other] = [(await ada.send(everything)).data.me, (await eve.send(everything)).data.me];
      expect(own.email).toBe('ada@example.com');
      expect(JSON.stringify(other)).not.toContain(own.id);
      expect(JSON.stringify(other)).not.toContain(own.sessions[0].id);
      expect(JSON.stringify(own)).not.toMatch(/passwordHash|password_hash|tokenHash|bcrypt/);
    } finally {
      await app.close();
    }
  });
});
