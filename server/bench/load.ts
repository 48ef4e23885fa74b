import autocannon, { type Instance } from 'autocannon';

/**
 * An operation to send: its document, the variables of each request, and further headers of all requests. Requests are
 * sent in turn.
 */
export interface Operation {
  readonly query: string;
  /** The name of the type that every answer has to hold. */
  readonly answer: string;
  readonly variables: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The cookies of callers: each connection is one of them, in turn. */
  readonly cookies?: readonly string[];
}

/**
 * Sends an operation over parallel connections, each request as soon as the last one was answered. Ends after the given
 * time or number of answers. Returns answers per second. Throws for an unexpected answer, so that no figure is that of
 * a server that refuses quickly.
 */
export async function load(
  url: string,
  operation: Operation,
  bounds: { readonly connections: number } & ({ readonly seconds: number } | { readonly requests: number }),
): Promise<number> {
  const { query, answer, variables, headers, cookies } = operation;
  const { connections } = bounds;
  const bodies = variables.map(each => JSON.stringify({ query, variables: each }));
  const shared = { 'content-type': 'application/json', ...headers };
  let connected = 0;
  const running = autocannon({
    url: `${url}/graphql`,
    connections,
    ...('seconds' in bounds ? { duration: bounds.seconds } : { amount: bounds.requests }),
    timeout: 60,
    // In milliseconds: how often it checks whether it is done. Once a second by default.
    sampleInt: 50,
    verifyBody: body => String(body).includes(`"__typename":"${answer}"`),
    method: 'POST',
    headers: shared,
    // Built before the first is sent, so that the generator has little to do while it measures. Each connection has its
    // own requests, so that none is sent twice before all have been sent.
    setupClient: client => {
      const nth = connected++;
      const own = bodies.length < connections ? bodies : bodies.filter((_, n) => n % connections === nth);
      const cookie = cookies?.[nth % cookies.length];
      client.setRequests(own.map(body => ({ body, ...(cookie && { headers: { ...shared, cookie } }) })));
    },
  });
  // The clock of the library itself ticks only once a second.
  const start = performance.now();
  let last = start;
  (running as unknown as Instance).on('response', () => {
    last = performance.now();
  });
  const result = await running;
  const failures = result.non2xx + result.errors + result.mismatches;
  if (failures > 0) throw new Error(`${failures} of ${result.requests.total} answers are wrong: ${query}`);
  return result['2xx'] / ((last - start) / 1_000);
}
