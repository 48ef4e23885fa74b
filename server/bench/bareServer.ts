import type { AddressInfo } from 'node:net';
import { ApolloServer, HeaderMap } from '@apollo/server';
import Fastify from 'fastify';

/**
 * The baseline of the benchmarks: the same Apollo Server in the same Fastify, with a mutation that does nothing. Prints
 * its address.
 */
const apollo = new ApolloServer({
  typeDefs: `
    type Query { nothing: Int }
    type Mutation { nothing(email: String!): Nothing! }
    type Nothing { message: String! expiresIn: Int! }
  `,
  resolvers: { Mutation: { nothing: () => ({ message: 'nothing was done', expiresIn: 1 }) } },
  stopOnTerminationSignals: false,
});
await apollo.start();

const http = Fastify();
http.post('/graphql', async (request, reply) => {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: request.body },
    context: async () => ({}),
  });
  for (const [name, value] of answer.headers) reply.header(name, value);
  return answer.body.kind === 'complete' ? answer.body.string : '';
});
await http.listen({ host: '127.0.0.1', port: 0 });
const { port } = http.server.address() as AddressInfo;
process.on('SIGINT', () => process.exit());
process.stdout.write(`http://127.0.0.1:${port}\n`);
