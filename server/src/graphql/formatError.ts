import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { describeError } from '../domain/describeError.ts';
import type { Log } from '../domain/log.ts';
import { isDatabaseAway } from '../sql/isDatabaseAway.ts';
import { currentRequest } from './currentRequest.ts';

/** Apollo Server's codes of errors of the caller. All other errors are masked. */
const CALLER_ERRORS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * Where GraphQL's own messages quote a value: `Variable "$token" got invalid value "…"`, `String cannot represent a non
 * string value: …`, `Expected value of type "String!", found ….`, `Enum "X" cannot represent …`, `Value "…" does not
 * exist in "X" enum`, and any syntax error. The quoted value may be a password or a token, which must never be echoed.
 */
const MESSAGES_WITHOUT_VALUES: ReadonlyArray<[RegExp, (match: RegExpExecArray) => string]> = [
  [/^Syntax Error: Document contains more tha[nt]/, () => 'The document is too large.'],
  [/^Syntax Error/, () => 'The document is not valid GraphQL.'],
  [
    /^Variable "(\$\w+)" (?:got invalid value|of (?:required|non-null) type)/,
    ([, name]) => `Variable "${name}" has no value that fits its type.`,
  ],
  [/^Variable "(\$\w+)" must not be null/, ([, name]) => `Variable "${name}" must not be null.`],
  [/^(?:Enum )?"?(\w+)"? cannot represent/, ([, type]) => `A value does not fit the type ${type}.`],
  [/^Expected value of type "([\w![\]]+)", found /, ([, type]) => `A value does not fit the type ${type}.`],
  [/^Value ".*" does not exist in "(\w+)" enum/s, ([, type]) => `A value does not fit the type ${type}.`],
  [/^Unknown operation named/, () => 'The document holds no operation of that name.'],
];

/** Messages of Apollo Server and GraphQL that name elements of the schema or of the document, and never a value. */
const SAFE_MESSAGE =
  /^(?:Cannot query field "\w+" on type "\w+"\.|Field "\w+" (?:argument|of type|must not have)|Unknown (?:argument|type|fragment|directive) "\w+"|Variable "\$\w+" (?:is not defined|is never used)|Variable "\$\w+" of type "[\w![\]]+" used in position|Fragment "\w+"|The operation has more than|An operation may hold|There are no subscriptions|GraphQL introspection is not allowed|Must provide operation name|There can be only one|This operation has been blocked as a potential Cross-Site Request Forgery|GraphQL operations must contain|POST body|Operation batching|`(?:query|variables|operationName|extensions)`|Anonymous|Subscription)/;

/**
 * Makes the `errors` of a response safe to send. An error of the caller quotes no values. Any other error becomes
 * "Internal server error" with the id of the request, by which the log has the details. An unavailable database is
 * named, since a retry helps then.
 */
export function createErrorFormatter(
  log: Log,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const code = String(formatted.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
    if (CALLER_ERRORS.has(code)) {
      return {
        message: withoutValues(formatted.message),
        ...(formatted.locations && { locations: formatted.locations }),
        ...(formatted.path && { path: formatted.path }),
        extensions: { code },
      };
    }
    const request = currentRequest.getStore();
    const errorId = request?.id ?? randomUUID();
    const original = unwrapResolverError(error);
    if (isDatabaseAway(original)) {
      if (request) request.unavailable = true;
      log.error({ reqId: errorId, ...describeError(original, 0) }, 'database unavailable');
      return {
        message: 'The service is temporarily unavailable. Try again.',
        ...(formatted.path && { path: formatted.path }),
        extensions: { code: 'SERVICE_UNAVAILABLE', errorId },
      };
    }
    log.error({ reqId: errorId, ...describeError(original) }, 'request failed');
    return {
      message: 'Internal server error',
      ...(formatted.path && { path: formatted.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    };
  };
}

function withoutValues(message: string): string {
  for (const [pattern, rewrite] of MESSAGES_WITHOUT_VALUES) {
    const match = pattern.exec(message);
    if (match) return rewrite(match);
  }
  return SAFE_MESSAGE.test(message) ? message : 'The operation is not valid.';
}
