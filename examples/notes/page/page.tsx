import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider, useMutation, useQuery } from '@apollo/client/react';
import type { FormEvent } from 'react';
import { createRoot } from 'react-dom/client';

interface Page {
  readonly total: number;
  readonly me: { readonly email: string; readonly notes: { readonly id: string; readonly text: string }[] } | null;
}
const PAGE = gql`query Page { total me { id email notes { id text } } }`;
const ADD_NOTE = gql`mutation AddNote($text: String!) { addNote(text: $text) { id } }`;

function Notes() {
  const { data, error } = useQuery<Page>(PAGE, { errorPolicy: 'all' });
  const [addNote, added] = useMutation(ADD_NOTE, { errorPolicy: 'all', refetchQueries: [PAGE] });
  const problem = added.error ?? error;
  const me = data?.me;
  const notes = me?.notes.map(({ id, text }) => <li key={id}>{text}</li>);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const { data } = await addNote({ variables: Object.fromEntries(new FormData(form)) });
    if (data) form.reset();
  }

  return (
    <main>
      <nav>
        {me && <a href="/auth/account">{me.email}</a>}
        {me && (
          <button type="button" onClick={signOut}>
            Sign out
          </button>
        )}
        {data && !me && !error && <a href="/auth/login?next=/">Sign in</a>}
      </nav>
      <h1>Notes</h1>
      {problem && <p role="alert">{problem.message}</p>}
      {(me || error) && (
        <form onSubmit={submit}>
          <input name="text" aria-label="New note" placeholder="New note" required maxLength={1_000} />
          <button type="submit">Add</button>
        </form>
      )}
      <ul>{notes}</ul>
      <footer>{data && `Notes kept here: ${data.total}. Each is for the person who wrote it.`}</footer>
    </main>
  );
}

/** Rekey ends the session. The page is then loaded anew, so that nothing of this person stays in memory. */
async function signOut() {
  const body = JSON.stringify({ query: 'mutation { logout }' });
  await fetch('/auth/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  location.reload();
}

const client = new ApolloClient({ link: new HttpLink({ uri: '/graphql' }), cache: new InMemoryCache() });
createRoot(document.body).render(
  <ApolloProvider client={client}>
    <Notes />
  </ApolloProvider>,
);
