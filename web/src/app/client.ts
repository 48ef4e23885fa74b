import { ApolloClient } from '@apollo/client';
import { BaseHttpLink } from '@apollo/client/link/http';
import { activeLanguage } from '../i18n/activateLanguage.ts';
import { NoCache } from './NoCache.ts';
import { place } from './place.ts';

/** Longer than a server under load takes to begin its answer. No one waits longer without being told. */
const ANSWER_WITHIN_MS = 15_000;
/** Enough for the megabytes of someone's data over a slow line. */
const ALL_OF_IT_WITHIN_MS = 120_000;

/** The Apollo client of the page. It asks for answers in the language that the page shows, also after a switch. */
export const client = new ApolloClient({
  link: new BaseHttpLink({
    uri: `${place.base}/graphql`,
    credentials: 'same-origin',
    fetch: fetchInTime,
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
async function fetchInTime(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const request = new AbortController();
  const { signal: wanted } = init;
  wanted?.addEventListener('abort', () => request.abort(wanted.reason));
  const tooLate = () => request.abort(new DOMException('', 'TimeoutError'));
  const unanswered = setTimeout(tooLate, ANSWER_WITHIN_MS);
  setTimeout(tooLate, ALL_OF_IT_WITHIN_MS);
  const headers = { ...init.headers, 'accept-language': activeLanguage().tag };
  try {
    return await fetch(input, { ...init, headers, signal: request.signal });
  } finally {
    clearTimeout(unanswered);
  }
}
