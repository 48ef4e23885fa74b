import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { LookUp } from './processes.ts';

/**
 * A product with an Apollo Server of its own. It learns who is calling in one of the ways of docs/integrating.md, by the
 * files of that guide in a folder. Prints its address.
 */
const [folder = ''] = process.argv.slice(2);
const { whoIsCalling } = await import(pathToFileURL(join(folder, 'session.ts')).href);
const kept = await import(pathToFileURL(join(folder, 'kept.ts')).href);
const { readToken } = await import(pathToFileURL(join(folder, 'identity.ts')).href);

interface Context {
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** Each throws where it does not find an account, so that no figure is that of a request without one. */
const lookUps: Readonly<Record<LookUp, (headers: Context['headers']) => unknown>> = {
  nothing: () => 'nothing',
  async me({ cookie }) {
    const answer = await fetch(`${process.env.REKEY_URL}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: String(cookie) },
      body: '{"query":"{ me { id email } }"}',
      redirect: 'error',
      signal: AbortSignal.timeout(1_000),
    });
    return ((await answer.json()) as { data: { me: { id: string } } }).data.me.id;
  },
  session: async ({ cookie }) => (await whoIsCalling(cookie)).account.id,
  kept: async ({ cookie }) => (await kept.whoIsCalling(cookie)).account.id,
  headers: headers => headers['x-rekey-account'] ?? Promise.reject(new Error('nginx names no account')),
  token: async headers => (await readToken(headers['x-rekey-token'])).account,
};

const apollo = new ApolloServer<Context>({
  typeDefs: `
    type Query { ${Object.keys(lookUps)
      .map(name => `${name}: Known!`)
      .join(' ')} }
    type Known { id: ID! }
  `,
  resolvers: {
    Query: Object.fromEntries(
      Object.entries(lookUps).map(([name, lookUp]) => [
        name,
        async (_: unknown, _arguments: unknown, { headers }: Context) => ({ id: await lookUp(headers) }),
      ]),
    ),
  },
});
const { url } = await startStandaloneServer(apollo, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async ({ req }) => ({ headers: req.headers }),
});
process.stdout.write(`${url.slice(0, -1)}\n`);
