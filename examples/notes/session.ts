/** The account and the session of a request. */
export interface Caller {
  readonly account: { readonly id: string; readonly email: string; readonly reference: string | null };
  readonly session: { readonly id: string };
}

/** Rekey is down, slow, or without its database. No one is signed out by that: answer 503, as Apollo Server does here. */
export class RekeyAway extends Error {
  readonly extensions = { code: 'SIGN_IN_AWAY', http: { status: 503 } };
}

const REKEY = process.env.REKEY_URL ?? 'http://localhost:4000';
const TIME_LIMIT_MS = 1_000;

/** Who sent a request, by its Cookie header; null for no account. Throws RekeyAway. */
export async function whoIsCalling(cookies = ''): Promise<Caller | null> {
  // Rekey needs no other cookie. A caller without it has no account, and nothing is asked.
  const cookie = /(?:^|; ?)((?:__Host-)?rekey_session=[\w-]{43})(?:;|$)/.exec(cookies)?.[1];
  if (cookie === undefined) return null;
  try {
    const answer = await fetch(`${REKEY}/session`, {
      headers: { cookie },
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    if (answer.status === 401) return null;
    if (answer.status === 200) return (await answer.json()) as Caller;
    await answer.body?.cancel();
    throw new Error(`/session answered ${answer.status}`);
  } catch (cause) {
    throw new RekeyAway('Signing in is not possible at the moment. Please try again in a minute.', { cause });
  }
}
