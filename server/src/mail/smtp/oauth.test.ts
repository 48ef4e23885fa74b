import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../testing/certificate.ts';
import { closedPort } from '../../testing/smtpSink.ts';
import { meaningOf } from '../diagnosis/advise.ts';
import { diagnoseMailServer } from '../diagnosis/diagnoseMailServer.ts';
import type { MailServer, OAuthClient } from '../mailServer.ts';
import type { OutgoingMail } from '../message.ts';
import { createTransport } from '../transport.ts';

const mail: OutgoingMail = {
  id: '5b3e7c8e-0f8e-4a53-9a39-0c1f0a4a9d2e',
  to: 'anna@example.com',
  language: 'en',
  subject: 'Choose a new password',
  text: 'Choose a new password',
  html: '<p>Choose a new password</p>',
  date: new Date(0),
};

type Answer = { readonly status: number; readonly body: unknown };

describe('logging in with OAuth 2', () => {
  const toClose: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });

  const listening = (server: Server | SMTPServer['server']) =>
    new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });

  /** A token endpoint that answers in turn, the last answer again and again. */
  async function endpoint(...answers: Answer[]) {
    const asked: Record<string, string>[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push(Object.fromEntries(new URLSearchParams(body)));
        const { status, body: answer } = answers[Math.min(asked.length, answers.length) - 1] ?? {
          status: 500,
          body: {},
        };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    const port = await listening(server);
    toClose.push(() => new Promise(resolve => server.close(resolve)));
    return { asked, tokenUrl: `http://127.0.0.1:${port}/token` };
  }

  /** A mail server that offers nothing but XOAUTH2, and takes the tokens in the set. */
  async function mailServer(valid: Set<string>) {
    const mails: string[] = [];
    const tried: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authMethods: ['XOAUTH2'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      closeTimeout: 50,
      onAuth({ username, accessToken = '' }, _session, done) {
        tried.push(accessToken);
        if (username === 'login@rekey.example' && valid.has(accessToken)) return done(null, { user: username });
        done(null, { data: { status: '400', schemes: 'bearer', scope: 'mail' } } as never);
      },
      onData(stream, _session, done) {
        stream.on('data', chunk => mails.push(String(chunk)));
        stream.on('end', () => done());
      },
    });
    server.on('error', () => undefined);
    const port = await listening(server.server);
    toClose.push(() => new Promise<void>(resolve => server.close(() => resolve())));
    return { mails, tried, port };
  }

  function serverWith(port: number, oauth: OAuthClient | undefined, own: Partial<MailServer> = {}): MailServer {
    return {
      host: '127.0.0.1',
      port,
      tls: 'none',
      from: 'login@rekey.example',
      user: 'login@rekey.example',
      oauth,
      ...own,
    };
  }

  function transportTo(server: MailServer) {
    const transport = createTransport(server, { brandName: 'Rekey' });
    toClose.push(async () => transport.close());
    return transport;
  }

  const token = (value: string, more: object = {}): Answer => ({
    status: 200,
    body: { access_token: value, token_type: 'Bearer', expires_in: 3600, ...more },
  });
  const { signal } = new AbortController();

  it('sends with a token for the refresh token, and asks once for many connections', async () => {
    const { asked, tokenUrl } = await endpoint(token('first'));
    const { port, mails, tried } = await mailServer(new Set(['first']));
    const oauth = { tokenUrl, clientId: 'client', clientSecret: 'sesame', refreshToken: 'refresh', scope: 'mail.send' };
    const transport = transportTo(serverWith(port, oauth));
    const sent = await Promise.all(Array.from({ length: 3 }, () => transport.send(mail, signal)));
    expect(sent).toMatchObject(Array(3).fill({ kind: 'accepted' }));
    expect([mails.length, tried]).toEqual([3, ['first', 'first', 'first']]);
    expect(asked).toEqual([
      {
        grant_type: 'refresh_token',
        refresh_token: 'refresh',
        client_id: 'client',
        client_secret: 'sesame',
        scope: 'mail.send',
      },
    ]);
  });

  it('asks in the name of the client where there is no refresh token', async () => {
    const { asked, tokenUrl } = await endpoint(token('first'));
    const { port } = await mailServer(new Set(['first']));
    const transport = transportTo(serverWith(port, { tokenUrl, clientId: 'client', clientSecret: 'sesame' }));
    expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    expect(asked).toMatchObject([{ grant_type: 'client_credentials' }]);
  });

  it('renews a cached token that the server no longer takes, once, with the newest refresh token', async () => {
    const { asked, tokenUrl } = await endpoint(token('first', { refresh_token: 'rotated' }), token('second'));
    const valid = new Set(['first']);
    const { port, tried } = await mailServer(valid);
    const transport = transportTo(serverWith(port, { tokenUrl, clientId: 'client', refreshToken: 'refresh' }));
    expect(await transport.send(mail, signal)).toMatchObject({ kind: 'accepted' });
    valid.delete('first');
    valid.add('second');
    // Two at once, so that one needs a new connection and with it a login.
    const sent = await Promise.all([transport.send(mail, signal), transport.send(mail, signal)]);
    expect(sent).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect(tried).toEqual(['first', 'first', 'second']);
    expect(asked.map(({ refresh_token }) => refresh_token)).toEqual(['refresh', 'rotated']);
  });

  it.each<[string, Answer, string | undefined, RegExp]>([
    ['an unknown client', { status: 401, body: { error: 'invalid_client' } }, 'login', /EMAIL_OAUTH_CLIENT_SECRET/],
    [
      'an expired refresh token',
      { status: 400, body: { error: 'invalid_grant' } },
      'login',
      /EMAIL_OAUTH_REFRESH_TOKEN/,
    ],
    ['a wrong scope', { status: 400, body: { error: 'invalid_scope' } }, 'login', /EMAIL_OAUTH_SCOPE/],
    ['a wrong address', { status: 404, body: 'nothing here' }, 'login', /EMAIL_OAUTH_TOKEN_URL/],
    ['a service that is down', { status: 503, body: {} }, undefined, /passes by itself/],
    ['an answer without end', { status: 200, body: 'x'.repeat(100_000) }, undefined, /EMAIL_OAUTH_TOKEN_URL/],
    ['a token that the server refuses', token('wrong-token'), 'login', /SMTP\.SendAsApp/],
  ])('tells %s, and no secret', async (_, answer, fault, advice) => {
    const { tokenUrl } = await endpoint(answer);
    const { port, mails } = await mailServer(new Set());
    const server = serverWith(port, { tokenUrl, clientId: 'client', clientSecret: 'sesame', refreshToken: 'refresh' });
    const outcome = await transportTo(server).send(mail, signal);
    expect(outcome).toEqual({ kind: 'unavailable', reply: expect.any(String), ...(fault && { fault }) });
    const diagnosis = await diagnoseMailServer(server);
    expect(diagnosis.steps.at(-1)).toMatchObject({ name: 'log in', ok: false });
    expect(diagnosis.advice.join(' ')).toMatch(advice);
    expect(JSON.stringify([outcome, diagnosis])).not.toMatch(/sesame|"refresh"|wrong-token/);
    expect(mails).toEqual([]);
  });

  it('says why the token endpoint does not answer, and mistakes it for no fault of the mail server', async () => {
    const { key, cert } = await selfSignedCertificate();
    const encrypted = createHttpsServer({ key, cert });
    const encryptedPort = await listening(encrypted);
    toClose.push(() => new Promise(resolve => encrypted.close(resolve)));
    const moved = createServer((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const movedPort = await listening(moved);
    toClose.push(() => new Promise(resolve => moved.close(resolve)));
    const { port } = await mailServer(new Set());
    for (const [tokenUrl, why] of [
      [`http://127.0.0.1:${await closedPort()}/`, 'ECONNREFUSED'],
      [`http://127.0.0.1:${movedPort}/`, 'unexpected redirect'],
      [`https://127.0.0.1:${encryptedPort}/`, 'DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const) {
      const server = serverWith(port, { tokenUrl, clientId: 'client', clientSecret: 'sesame' });
      const outcome = await transportTo(server).send(mail, signal);
      const reply = expect.stringMatching(`^no answer of the token endpoint at ${new URL(tokenUrl).host}: (?:${why})$`);
      expect(outcome).toEqual({ kind: 'unavailable', reply });
      const { steps, advice } = await diagnoseMailServer(server);
      expect(steps.at(-1)).toEqual({ name: 'log in', ok: false, seen: reply });
      expect(advice).toEqual([expect.stringMatching(/EMAIL_OAUTH_TOKEN_URL/)]);
      // The queue keeps the reply alone.
      const kept = outcome.kind === 'unavailable' ? outcome.reply : '';
      expect(meaningOf(server, kept).advice).toEqual(advice);
    }
  });

  it('tells what to set where the server takes tokens alone and a password is configured', async () => {
    const { port } = await mailServer(new Set());
    const server = serverWith(port, undefined, { pass: 'secret' });
    expect(await transportTo(server).send(mail, signal)).toMatchObject({ kind: 'unavailable', fault: 'login' });
    expect((await diagnoseMailServer(server)).advice.join(' ')).toMatch(/OAuth 2 tokens alone.*EMAIL_OAUTH_CLIENT_ID/);
  });
});
