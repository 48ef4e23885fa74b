import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Log } from '../domain/log.ts';
import { createErrorFormatter } from './formatError.ts';
import { OPERATION_BOUNDS, operationBoundsRule } from './operationBounds.ts';
import type { RequestContext } from './requestContext.ts';

/** Makes and starts Apollo Server over the schema, with every door closed that the product does not need. */
export async function startApolloServer(options: {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly log: Log;
}): Promise<ApolloServer<RequestContext>> {
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
    // No answer may be stored, so nothing has to work out for how long.
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
    logger: {
      debug() {},
      info() {},
      warn: m => options.log.warn({}, String(m)),
      error: m => options.log.error({}, String(m)),
    },
  });
  await apollo.start();
  return apollo;
}
