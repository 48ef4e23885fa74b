import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider, useMutation } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { LoginDocument } from '../../src/generated/graphql.ts';

// The minimal sign-in with React and Apollo Client, as the baseline for the size of our page.

const client = new ApolloClient({ link: new HttpLink({ uri: '/graphql' }), cache: new InMemoryCache() });

function Bare() {
  const [login, { loading }] = useMutation(LoginDocument);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        void login({ variables: { email: String(data.get('email')), password: String(data.get('password')) } });
      }}
    >
      <h1>Sign in</h1>
      <label htmlFor="email">Email address</label>
      <input id="email" name="email" type="email" />
      <label htmlFor="password">Password</label>
      <input id="password" name="password" type="password" />
      <button type="submit">{loading ? 'Signing in…' : 'Sign in'}</button>
    </form>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <ApolloProvider client={client}>
    <Bare />
  </ApolloProvider>,
);
