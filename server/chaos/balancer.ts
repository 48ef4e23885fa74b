import { newClient } from '../src/testing/testClient.ts';

/** What came back. */
export interface Answer {
  /** The type of the result; undefined where an error or nothing came back, and so it is not known what happened. */
  readonly outcome: string | undefined;
}

/** A request, with times of `performance.now()`. */
export interface SentRequest {
  readonly operation: string;
  readonly server: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly outcome: string | undefined;
  /** What the error was: its code in GraphQL, or the message of the connection. */
  readonly error: string | undefined;
}

/** Sends each request to a server that is drawn by lot, without sticky sessions, and keeps what came back. */
export interface Balancer {
  readonly requests: readonly SentRequest[];
  send(
    browser: { readonly cookies: Map<string, string>; readonly ipAddress: string },
    operation: string,
    request: { readonly document: string; readonly variables: Readonly<Record<string, unknown>> },
  ): Promise<Answer>;
}

/** Makes the balancer of the servers at these addresses. */
export function createBalancer(urls: readonly string[]): Balancer {
  const requests: SentRequest[] = [];
  return {
    requests,
    async send({ cookies, ipAddress }, operation, { document, variables }) {
      const server = Math.floor(Math.random() * urls.length);
      const client = newClient({ url: urls[server] ?? '' }, cookies);
      const sentAt = performance.now();
      const { outcome, error } = await client
        .send(document, { ...variables }, { 'x-forwarded-for': ipAddress })
        .then(({ data, errors, status }) => ({
          outcome: data?.[operation]?.__typename as string | undefined,
          error: errors ? String(errors[0]?.extensions?.code ?? status) : undefined,
        }))
        .catch((reason: Error) => ({ outcome: undefined, error: String(reason.cause ?? reason) }));
      requests.push({ operation, server, sentAt, answeredAt: performance.now(), outcome, error });
      return { outcome };
    },
  };
}
