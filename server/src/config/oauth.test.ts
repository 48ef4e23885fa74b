import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const complete = {
  EMAIL_HOST: 'smtp.office365.com',
  EMAIL_USER: 'login@example.com',
  EMAIL_OAUTH_CLIENT_ID: 'client',
  EMAIL_OAUTH_CLIENT_SECRET: 'sesame',
  EMAIL_OAUTH_TOKEN_URL: 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
};

describe('the OAuth 2 login at the mail server', () => {
  it('is read from its variables', () => {
    expect(readConfig({ ...complete, EMAIL_OAUTH_SCOPE: 'mail' }).mailServer?.oauth).toEqual({
      clientId: 'client',
      clientSecret: 'sesame',
      refreshToken: undefined,
      scope: 'mail',
      tokenUrl: complete.EMAIL_OAUTH_TOKEN_URL,
    });
  });

  it.each([
    ['a password as well', { EMAIL_PASS: 'secret' }, /EMAIL_PASS and the EMAIL_OAUTH variables exclude each other/],
    ['no user', { EMAIL_USER: '' }, /EMAIL_USER must be set/],
    ['no client', { EMAIL_OAUTH_CLIENT_ID: '' }, /EMAIL_OAUTH_CLIENT_ID must be set/],
    ['no token endpoint', { EMAIL_OAUTH_TOKEN_URL: '' }, /EMAIL_OAUTH_TOKEN_URL must be set/],
    ['neither secret nor refresh token', { EMAIL_OAUTH_CLIENT_SECRET: '' }, /or EMAIL_OAUTH_REFRESH_TOKEN must be set/],
    ['a token endpoint with a password', { EMAIL_OAUTH_TOKEN_URL: 'https://a:b@login.example' }, /must be an https/],
  ])('is refused with %s', (_, own, problem) => {
    expect(() => readConfig({ ...complete, ...own })).toThrow(problem);
  });

  it.each(['login.example', '127.0.0.1.example', 'localhost.example', '10.0.0.1', '[::2]'])(
    'never asks in the clear for tokens on another machine, at %s',
    host => {
      const own = { ...complete, EMAIL_OAUTH_TOKEN_URL: `http://${host}/token` };
      expect(() => readConfig(own)).toThrow(/must be an https address/);
    },
  );

  it.each(['localhost', 'localhost:8080', '127.0.0.1', '127.8.9.10', '[::1]:8080', '[::ffff:127.0.0.1]'])(
    'may ask in the clear for tokens on this machine, at %s',
    host => {
      expect(
        readConfig({ ...complete, EMAIL_OAUTH_TOKEN_URL: `http://${host}/token` }).mailServer?.oauth,
      ).toBeDefined();
    },
  );
});
