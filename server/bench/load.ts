import autocannon from 'autocannon';

/** What one round of load came to. */
export interface Round {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

/** One kind of operation: its document, and the variables of the nth request. */
export interface Operation {
  readonly query: string;
  readonly variables?: (n: number) => Record<string, unknown>;
  readonly cookie?: string;
}

/** Sends an operation over so many connections at once, each as soon as its last was answered, for so many seconds. */
export async function load(url: string, operation: Operation, connections: number, seconds: number): Promise<Round> {
  let n = 0;
  const result = await autocannon({
    url: `${url}/graphql`,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(operation.cookie && { cookie: operation.cookie }) },
        setupRequest: request => {
          n += 1;
          return { ...request, body: JSON.stringify({ query: operation.query, variables: operation.variables?.(n) }) };
        },
      },
    ],
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors,
  };
}

/** The operation of the bare server. */
export const NOTHING: Operation = {
  query: 'mutation ($email: String!) { nothing(email: $email) { __typename message expiresIn } }',
  variables: n => ({ email: `nobody-${n}@example.com` }),
};

/** A request for a reset, each for an address of its own. */
export const REQUEST_PASSWORD_RESET: Operation = {
  query:
    'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename ... on PasswordResetRequested { message expiresIn } } }',
  variables: n => ({ email: `nobody-${n}@example.com` }),
};
