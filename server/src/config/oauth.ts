import { z } from 'zod';
import type { OAuthClient } from '../mail/mailServer.ts';
import { isHttpsOrLoopback, parseWebAddress } from './fields.ts';

/** Where tokens come from. Secrets travel there, so it is https, or on this machine. */
export const tokenUrl = z.string().refine(text => {
  const url = parseWebAddress(text);
  if (url === undefined || `${url.username}${url.password}${url.hash}` !== '') return false;
  return isHttpsOrLoopback(url);
}, 'must be an https address such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token');

const VARIABLES = [
  'EMAIL_OAUTH_CLIENT_ID',
  'EMAIL_OAUTH_CLIENT_SECRET',
  'EMAIL_OAUTH_REFRESH_TOKEN',
  'EMAIL_OAUTH_TOKEN_URL',
  'EMAIL_OAUTH_SCOPE',
] as const;

type Given = Readonly<Record<string, unknown>>;

/** The problems of the login at the mail server: a password or an OAuth 2 client, and what either needs. */
export function loginProblems(given: Given): string[] {
  if (VARIABLES.every(name => given[name] === undefined)) {
    return (given.EMAIL_USER === undefined) === (given.EMAIL_PASS === undefined)
      ? []
      : ['EMAIL_USER and EMAIL_PASS go together: give both or neither'];
  }
  const problems: string[] = [];
  if (given.EMAIL_PASS !== undefined) {
    problems.push('EMAIL_PASS and the EMAIL_OAUTH variables exclude each other: a token stands for the password');
  }
  const missing = ['EMAIL_USER', 'EMAIL_OAUTH_CLIENT_ID', 'EMAIL_OAUTH_TOKEN_URL'].filter(
    name => given[name] === undefined,
  );
  if (missing.length > 0) problems.push(`${missing.join(', ')} must be set where an EMAIL_OAUTH variable is`);
  if (given.EMAIL_OAUTH_CLIENT_SECRET === undefined && given.EMAIL_OAUTH_REFRESH_TOKEN === undefined) {
    problems.push(
      'EMAIL_OAUTH_CLIENT_SECRET or EMAIL_OAUTH_REFRESH_TOKEN must be set where an EMAIL_OAUTH variable is',
    );
  }
  return problems;
}

/** The OAuth 2 client for the mail server; undefined where none is given. */
export function oauthClientOf(
  given: {
    readonly [Name in (typeof VARIABLES)[number]]?: string | undefined;
  },
): OAuthClient | undefined {
  const { EMAIL_OAUTH_CLIENT_ID: clientId, EMAIL_OAUTH_TOKEN_URL: url } = given;
  if (clientId === undefined || url === undefined) return undefined;
  return {
    tokenUrl: url,
    clientId,
    clientSecret: given.EMAIL_OAUTH_CLIENT_SECRET,
    refreshToken: given.EMAIL_OAUTH_REFRESH_TOKEN,
    scope: given.EMAIL_OAUTH_SCOPE,
  };
}
