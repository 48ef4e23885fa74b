import { ApolloClient } from '@apollo/client';
import { BaseHttpLink } from '@apollo/client/link/http';
import { spokenLanguage } from '../words/speak.ts';
import { NoCache } from './NoCache.ts';

/** The Apollo client of the page. Every answer is asked for in the language that the page shows, also when it was switched. */
export const client = new ApolloClient({
  link: new BaseHttpLink({
    uri: '/graphql',
    credentials: 'same-origin',
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, 'accept-language': spokenLanguage().tag } }),
  }),
  cache: new NoCache(),
  defaultOptions: {
    query: { fetchPolicy: 'no-cache' },
    watchQuery: { fetchPolicy: 'no-cache' },
    mutate: { fetchPolicy: 'no-cache' },
  },
  devtools: { enabled: false },
});
