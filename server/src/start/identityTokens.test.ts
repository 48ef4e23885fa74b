import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import type { Reference } from '../accounts/reference.ts';
import { guideBlock } from '../testing/guideBlock.ts';
import { keptLog } from '../testing/keptLog.ts';
import { registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { closedPort } from '../testing/smtpSink.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD } from '../testing/testClient.ts';
import { createTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';

const SERVICE_KEY = 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E';
const OTHER_SERVICE_KEY = 'rK5bN8wXq1UjH4dEgS7oLz3VtF6yMc9A/+=';
const OLD_SECRET = 'an older secret key that is long enough';
const NEW_SECRET = 'a newer secret key that is long enough';
const PUBLIC_URL = 'https://login.example.com';

/** A product that knows where the keys are, and nothing else of Rekey: the example of docs/integrating.md. */
interface Product {
  readToken(token: string): Promise<{ account: string; session: string; reference: string | null }>;
}

describe('an identity token', () => {
  let folder: string;
  let database: TestDatabase;
  let app: TestApp;
  let port: number;
  let cookie: string;
  let product: Product;
  let accountId: string;
  const { lines, log } = keptLog();

  /** Starts Rekey at the same address, on the same database, with these keys. */
  const start = (environment: Record<string, string>) =>
    startTestApp(
      { PORT: String(port), DATABASE_URL: database.url, PUBLIC_URL, LOG_LEVEL: 'trace', ...environment },
      log,
    );
  const restart = async (environment: Record<string, string>) => {
    await app.close();
    app = await start(environment);
  };
  const services = { SERVICE_KEYS: `${OTHER_SERVICE_KEY},${SERVICE_KEY}` };

  beforeAll(async () => {
    // Inside the workspace, so that the import of jose is resolved.
    folder = await mkdtemp(fileURLToPath(new URL('../../.integrating-', import.meta.url)));
    database = await createTestDatabase(folder);
    port = await closedPort();
    app = await start({ SECRET_KEY: OLD_SECRET, ...services });
    const ada = await registerAccount(app, 'ada@example.com');
    await ada.login('ada@example.com', GOOD_PASSWORD);
    cookie = `__Host-rekey_session=${ada.cookies.get('__Host-rekey_session')}`;
    accountId = (await ada.send('{ me { id } }')).data.me.id;

    const code = await guideBlock('identity.ts', [
      ["PUBLIC_URL = 'http://localhost:4000'", `PUBLIC_URL = '${PUBLIC_URL}'`],
      ['http://localhost:4000/', `${app.url}/`],
      ['cooldownDuration: 5_000', 'cooldownDuration: 0'],
    ]);
    await writeFile(join(folder, 'identity.ts'), code);
    product = await import(pathToFileURL(join(folder, 'identity.ts')).href);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const ask = (headers: Record<string, string | string[]>, method = 'GET') =>
    rawRequest(app, '/session', { method, headers: { cookie, ...headers } });
  const tokenFor = async (key = SERVICE_KEY) =>
    String((await ask({ 'x-rekey-service-key': key })).headers['x-rekey-token']);
  const parts = (token: string) =>
    token
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
  const jwks = async () => JSON.parse((await rawRequest(app, '/.well-known/jwks.json')).text).keys;

  it('is given to anyone who knows a service key, beside everything else, and says who is calling for a minute', {
    tags: ['session-token'],
  }, async () => {
    const { status, headers, text } = await ask({ 'X-Rekey-Service-Key': OTHER_SERVICE_KEY });
    const [header, claims] = parts(String(headers['x-rekey-token']));
    const { account, session } = JSON.parse(text);
    expect([status, headers['x-rekey-account']]).toEqual([200, accountId]);
    expect(header).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(claims).toEqual({
      iss: PUBLIC_URL,
      aud: PUBLIC_URL,
      sub: account.id,
      sid: session.id,
      iat: expect.any(Number),
      exp: claims.iat + 60,
    });
    expect(Math.abs(claims.iat - app.now().getTime() / 1000)).toBeLessThan(60);
    expect(await product.readToken(String(headers['x-rekey-token']))).toEqual({
      account: account.id,
      session: session.id,
      reference: null,
    });
    const head = await ask({ 'x-rekey-service-key': SERVICE_KEY }, 'HEAD');
    expect((await product.readToken(String(head.headers['x-rekey-token']))).account).toBe(accountId);
  });

  it('holds the reference of an account that has one', async () => {
    const em = app.app.database.em.fork();
    await em.nativeUpdate(Account, accountId, { reference: 'kunde/7 №' as Reference });
    expect((await product.readToken(await tokenFor())).reference).toBe('kunde/7 №');
    await em.nativeUpdate(Account, accountId, { reference: null });
  });

  it('is given to no one else, and a wrong key is told so', { tags: ['session-token'] }, async () => {
    const wrong = [
      '',
      ' ',
      SERVICE_KEY.slice(1),
      `${SERVICE_KEY}x`,
      SERVICE_KEY.toLowerCase(),
      'x'.repeat(SERVICE_KEY.length),
      'x'.repeat(5_000),
      `${SERVICE_KEY},${OTHER_SERVICE_KEY}`,
      [SERVICE_KEY, SERVICE_KEY],
      createHash('sha256').update(SERVICE_KEY).digest('hex'),
      OLD_SECRET,
    ];
    for (const key of wrong) {
      const { status, headers, text } = await ask({ 'x-rekey-service-key': key });
      expect([status, JSON.parse(text)], String(key)).toEqual([
        403,
        { error: 'X-Rekey-Service-Key is none of SERVICE_KEYS.' },
      ]);
      expect(Object.keys(headers).filter(name => name.startsWith('x-rekey-'))).toEqual([]);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect((await ask({})).headers['x-rekey-token']).toBeUndefined();
    expect((await ask({ authorization: `Bearer ${SERVICE_KEY}` })).headers['x-rekey-token']).toBeUndefined();
    const anonymous = await ask({ cookie: '', 'x-rekey-service-key': SERVICE_KEY });
    expect([anonymous.status, anonymous.headers['x-rekey-token']]).toEqual([401, undefined]);
  });

  it('is refused by the product where it is expired, forged, changed, or another’s', {
    tags: ['session-token'],
  }, async () => {
    const token = await tokenFor();
    const [header, claims] = parts(token);
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const { x } = await exportJWK(publicKey);
    const [ours] = await jwks();
    const signed = (more: object, key: Parameters<SignJWT['sign']>[0], alg = 'EdDSA', kid = header.kid) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg, kid }).sign(key);
    const [head = '', body = '', signature = ''] = token.split('.');
    const refused: Record<string, string> = {
      none: new UnsecuredJWT(claims).encode(),
      'none, with our kid': `${Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')}.${body}.`,
      'signed by another key': await signed({}, privateKey),
      'signed by another key that names itself': await signed({}, privateKey, 'EdDSA', String(x)),
      'signed with the public key as a secret': await signed({}, Buffer.from(String(ours.x)), 'HS256'),
      changed: `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'somebody else' })).toString('base64url')}.${signature}`,
      'without a signature': `${head}.${body}.`,
      'no token': SERVICE_KEY,
      empty: '',
    };
    for (const [kind, forged] of Object.entries(refused)) {
      await expect(product.readToken(forged), kind).rejects.toThrow();
    }
    app.clock.advance(-120);
    await expect(product.readToken(await tokenFor()), 'expired').rejects.toThrow(/exp/);
    app.clock.advance(120);
    await restart({ SECRET_KEY: OLD_SECRET, ...services, PUBLIC_URL: 'https://other.example.com' });
    await expect(product.readToken(await tokenFor()), 'of another installation').rejects.toThrow(/iss/);
    await restart({ SECRET_KEY: OLD_SECRET, ...services });
    expect((await product.readToken(await tokenFor())).account).toBe(accountId);
  });

  it('verifies through a rotation of SECRET_KEY', { tags: ['session-token'] }, async () => {
    const before = await tokenFor();
    const [{ kid: oldKid }] = parts(before);
    // The new key is known everywhere before any replica signs with it.
    await restart({ SECRET_KEY: OLD_SECRET, SECRET_KEY_FALLBACKS: NEW_SECRET, ...services });
    const announced = await tokenFor();
    expect(parts(announced)[0].kid).toBe(oldKid);
    expect((await jwks()).map((key: { kid: string }) => key.kid)).toEqual([oldKid, expect.not.stringMatching(oldKid)]);

    await restart({ SECRET_KEY: NEW_SECRET, SECRET_KEY_FALLBACKS: OLD_SECRET, ...services });
    const after = await tokenFor();
    expect(parts(after)[0].kid).not.toBe(oldKid);
    for (const token of [before, announced, after]) {
      expect((await product.readToken(token)).account).toBe(accountId);
    }
    await restart({ SECRET_KEY: NEW_SECRET, ...services });
    expect((await product.readToken(await tokenFor())).account).toBe(accountId);
    expect((await jwks()).map((key: { kid: string }) => key.kid)).toEqual([parts(after)[0].kid]);
  });

  it('has its public keys at one address, and nothing secret there', async () => {
    const { status, headers } = await rawRequest(app, '/.well-known/jwks.json');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/json; charset=utf-8',
      'public, max-age=60',
    ]);
    for (const key of await jwks()) {
      expect(key).toEqual({
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: expect.stringMatching(/^[\w-]{43}$/),
        x: expect.stringMatching(/^[\w-]{43}$/),
      });
    }
    expect((await rawRequest(app, '/.well-known/jwks.json/')).status).toBe(404);
  });

  it('is not there without SERVICE_KEYS', async () => {
    await restart({ SECRET_KEY: NEW_SECRET });
    expect((await rawRequest(app, '/.well-known/jwks.json')).status).toBe(404);
    expect((await ask({ 'x-rekey-service-key': SERVICE_KEY })).status).toBe(403);
    const { status, headers } = await ask({});
    expect([status, headers['x-rekey-token']]).toEqual([200, undefined]);
  });

  it('leaves no service key and no token in the log', () => {
    const text = lines.join('');
    expect(text).not.toMatch(/eyJ[\w-]{10}/);
    for (const key of [SERVICE_KEY, OTHER_SERVICE_KEY]) expect(text).not.toContain(key);
  });
});
