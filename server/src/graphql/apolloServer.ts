import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Log } from '../domain/log.ts';
import { createErrorFormatter } from './formatError.ts';
import { OPERATION_BOUNDS, operationBoundsRule } from './operationBounds.ts';
import type { RequestContext } from './requestContext.ts';

/** Answers GraphQL operations. Hides Apollo from callers. */
export interface GraphqlServer {
  /** Answers what was posted. The body is JSON, parsed already. Never throws for what a caller sent. */
  answer(posted: GraphqlRequest, contextOf: () => RequestContext): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

interface GraphqlRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** An answer as it goes over HTTP. */
interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly body: string | undefined;
}

/** Makes and starts Apollo Server over the schema, with every feature disabled that the product does not need. */
export async function startApolloServer(options: {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly log: Log;
}): Promise<GraphqlServer> {
  const apollo = new ApolloServer<RequestContext>({
    schema: options.schema,
    introspection: options.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: OPERATION_BOUNDS.tokens },
    validationRules: [operationBoundsRule],
    formatError: createErrorFormatter(options.log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // Answers are never cached, so no cache policy is computed.
      ApolloServerPluginCacheControlDisabled(),
      // Apollo would report to its own service where the environment holds APOLLO_ variables of another product.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
    logger: {
      debug() {},
      info() {},
      warn: m => options.log.warn({}, String(m)),
      error: m => options.log.error({}, String(m)),
    },
  });
  await apollo.start();
  return {
    async answer({ headers, body }, contextOf) {
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: 'POST', headers: headerMapOf(headers), search: '', body },
        context: async () => contextOf(),
      });
      return {
        status: answer.status ?? 200,
        headers: answer.headers,
        // Incremental delivery is not offered, so the answer is always whole.
        body: answer.body.kind === 'complete' ? answer.body.string : undefined,
      };
    },
    stop: () => apollo.stop(),
  };
}

function headerMapOf(headers: IncomingHttpHeaders): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
