import autocannon, { type Instance } from 'autocannon';

/** An operation to send: its document, the variables of each of a number of requests that are sent in turn, and the cookie of all of them. */
export interface Operation {
  readonly query: string;
  /** The name of the type that every answer has to hold. */
  readonly answer: string;
  readonly variables: readonly object[];
  readonly cookie?: string;
}

/**
 * Sends an operation over so many connections at once, each as soon as its last was answered, for so many seconds or until so many were
 * answered. Gives the answers a second. Throws where one is not what it should be, so that no figure is that of a server that refuses
 * quickly.
 */
export async function load(
  url: string,
  operation: Operation,
  bounds: { readonly connections: number } & ({ readonly seconds: number } | { readonly requests: number }),
): Promise<number> {
  const { query, answer, variables, cookie } = operation;
  const { connections } = bounds;
  const bodies = variables.map(each => JSON.stringify({ query, variables: each }));
  let connected = 0;
  const running = autocannon({
    url: `${url}/graphql`,
    connections,
    ...('seconds' in bounds ? { duration: bounds.seconds } : { amount: bounds.requests }),
    timeout: 60,
    // In milliseconds, and how often it looks whether it is over; otherwise once a second.
    sampleInt: 50,
    verifyBody: body => String(body).includes(`"__typename":"${answer}"`),
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    // Made before the first is sent, so that the generator has little to do while it measures; and each connection has requests of its own,
    // so that none is sent twice before all have been sent.
    setupClient: client => {
      const nth = connected++;
      const own = bodies.length < connections ? bodies : bodies.filter((_, n) => n % connections === nth);
      client.setRequests(own.map(body => ({ body })));
    },
  });
  // Its own times are those of a clock that ticks once a second.
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
