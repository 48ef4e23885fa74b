import { ApolloClient } from '@apollo/client';
import { BaseHttpLink } from '@apollo/client/link/http';
import { activeLanguage } from '../i18n/activateLanguage.ts';
import { NoCache } from './NoCache.ts';
import { place } from './place.ts';

/** Longer than a server under load takes. No one waits longer without being told. */
const ANSWER_WITHIN_MS = 15_000;

/** The Apollo client of the page. It asks for answers in the language that the page shows, also after a switch. */
export const client = new ApolloClient({
  link: new BaseHttpLink({
    uri: `${place.base}/graphql`,
    credentials: 'same-origin',
    fetch: (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...init?.headers, 'accept-language': activeLanguage().tag },
        signal: untilTooLate(init?.signal),
      }),
  }),
  cache: new NoCache(),
  defaultOptions: {
    query: { fetchPolicy: 'no-cache' },
    watchQuery: { fetchPolicy: 'no-cache' },
    mutate: { fetchPolicy: 'no-cache' },
  },
  devtools: { enabled: false },
});

/** Aborts a request that is no longer wanted, and with a TimeoutError one whose answer is late. */
function untilTooLate(wanted: AbortSignal | null | undefined): AbortSignal {
  const request = new AbortController();
  wanted?.addEventListener('abort', () => request.abort(wanted.reason));
  setTimeout(() => request.abort(new DOMException('', 'TimeoutError')), ANSWER_WITHIN_MS);
  return request.signal;
}
