import { mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLError } from 'graphql';
import { type Caller, whoIsCalling } from './session.ts';

mkdirSync('data', { recursive: true });
const database = new DatabaseSync(process.env.NOTES_FILE ?? 'data/notes.sqlite');
database.exec('create table if not exists note (id integer primary key, account text not null, text text not null)');
const countNotes = database.prepare('select count(*) as total from note');
const notesOf = database.prepare('select id, text from note where account = ? order by id desc');
const insertNote = database.prepare('insert into note (account, text) values (?, ?) returning id, text');

const typeDefs = `
  type Query {
    "How many notes there are. Anyone may ask."
    total: Int!
    "Null for a caller who is not signed in."
    me: Account
  }
  type Mutation { addNote(text: String!): Note! }
  type Account { id: ID! email: String! notes: [Note!]! }
  type Note { id: ID! text: String! }
`;

interface Context {
  /** Asks Rekey. Only what needs an account calls it, so that the rest works while Rekey is away. */
  readonly caller: () => Promise<Caller | null>;
}

const resolvers = {
  Query: {
    total: () => countNotes.get()?.total,
    me: async (_: unknown, _arguments: unknown, { caller }: Context) => (await caller())?.account,
  },
  Mutation: {
    async addNote(_: unknown, { text }: { readonly text: string }, { caller }: Context) {
      const known = await caller();
      if (!known) throw problem('UNAUTHENTICATED', 'Please sign in to add a note.');
      if (text === '' || text.length > 1_000) throw problem('BAD_USER_INPUT', 'A note has 1 to 1,000 characters.');
      return insertNote.get(known.account.id, text);
    },
  },
  Account: { notes: ({ id }: Caller['account']) => notesOf.all(id) },
};

const problem = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

await startStandaloneServer(new ApolloServer<Context>({ typeDefs, resolvers }), {
  listen: { host: '127.0.0.1', port: Number(process.env.API_PORT) },
  context: async ({ req }) => ({ caller: () => whoIsCalling(req.headers.cookie) }),
});
