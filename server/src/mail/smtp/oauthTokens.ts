import { fetchFailure } from '../../domain/fetchFailure.ts';
import type { OAuthClient } from '../mailServer.ts';
import { SmtpFailure, TOKEN_UNAVAILABLE } from './smtpFailure.ts';

/** An access token, and whether it was fetched for an earlier login. */
interface AccessToken {
  readonly value: string;
  readonly cached: boolean;
}

/**
 * Gets an access token for the login (RFC 6749): a cached one until shortly before it expires, a new one on `renew`.
 * Rejects with SmtpFailure, which says what is wrong and holds no secret.
 */
export type AccessTokens = (renew?: boolean) => Promise<AccessToken>;

const FETCH_WITHIN_MS = 15_000;
const MAX_ANSWER_CHARACTERS = 65_536;

/** A token is not used in its last minute, since the login takes time. */
const SPARE_MS = 60_000;

/** RFC 6749, section 5.2, leaves it to the client to tell these apart: they pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);

/** Logins that come together share one request. */
export function createAccessTokens(client: OAuthClient): AccessTokens {
  let refreshToken = client.refreshToken;
  let kept: { readonly value: string; readonly until: number } | undefined;
  let fetching: Promise<AccessToken> | undefined;

  async function fetchToken(): Promise<AccessToken> {
    const { status, answer } = await ask(client, refreshToken);
    const { access_token: value, expires_in: seconds, refresh_token: next, error } = answer;
    if (status !== 200 || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw refusal(status, error);
    // Some services give a new refresh token each time. It holds for this process; the configured one for the next.
    if (typeof next === 'string' && refreshToken !== undefined) refreshToken = next;
    kept = { value, until: performance.now() + Number(seconds ?? 0) * 1000 - SPARE_MS };
    return { value, cached: false };
  }

  return async (renew = false) => {
    if (!renew && kept && performance.now() < kept.until) return { value: kept.value, cached: true };
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };
}

async function ask(
  { tokenUrl, clientId, clientSecret, scope }: OAuthClient,
  refreshToken: string | undefined,
): Promise<{ readonly status: number; readonly answer: Readonly<Record<string, unknown>> }> {
  const body = new URLSearchParams({
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    ...(refreshToken === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken }),
    ...(scope !== undefined && { scope }),
  });
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body,
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(FETCH_WITHIN_MS),
    });
    return { status: response.status, answer: objectIn(await textOf(response)) };
  } catch (error) {
    const why = fetchFailure(error, FETCH_WITHIN_MS);
    throw new SmtpFailure('AUTH', `no answer of the token endpoint at ${new URL(tokenUrl).host}: ${why}`, {
      code: TOKEN_UNAVAILABLE,
    });
  }
}

async function textOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_CHARACTERS) throw new Error('the answer is too long');
  }
  return text;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function refusal(status: number, error: unknown): SmtpFailure {
  const named = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : undefined;
  const passes = status >= 500 || status === 429 || status === 408 || (named !== undefined && PASSING.has(named));
  return new SmtpFailure('AUTH', `the token endpoint answered ${named ?? `without a token (status ${status})`}`, {
    code: passes ? TOKEN_UNAVAILABLE : 'EAUTH',
  });
}
