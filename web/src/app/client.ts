import { ApolloClient } from '@apollo/client';
import { BaseHttpLink } from '@apollo/client/link/http';
import { activeLanguage } from '../i18n/activateLanguage.ts';
import { NoCache } from './NoCache.ts';

/** The Apollo client of the page. It asks for answers in the language that the page shows, also after a switch. */
export const client = new ApolloClient({
  link: new BaseHttpLink({
    uri: '/graphql',
    credentials: 'same-origin',
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, 'accept-language': activeLanguage().tag } }),
  }),
  cache: new NoCache(),
  defaultOptions: {
    query: { fetchPolicy: 'no-cache' },
    watchQuery: { fetchPolicy: 'no-cache' },
    mutate: { fetchPolicy: 'no-cache' },
  },
  devtools: { enabled: false },
});
