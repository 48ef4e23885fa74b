import { randomUUID } from 'node:crypto';
import type { Balancer } from './balancer.ts';
import { count, type Tally } from './customers.ts';

/** A client that goes on where a limit stops it. Each has an address and an IP address of its own. */
export interface Insistent {
  readonly email: string;
  readonly ipAddress: string;
  readonly kind: 'asks' | 'guesses';
  /** What the limits have let through. */
  readonly tally: Tally;
}

/** What the limits allow one client for one address in a quarter of an hour (server/src/limits/rules.ts). */
export const ALLOWED = { asks: 5, guesses: 10 } as const;

/** So many of them, half of each kind. Their addresses have no account. */
export const inventInsistent = (howMany: number): Insistent[] =>
  Array.from({ length: howMany }, (_, index) => ({
    email: `${randomUUID()}@example.com`,
    ipAddress: `10.2.0.${index}`,
    kind: index % 2 === 0 ? 'asks' : 'guesses',
    tally: { accepted: 0, unknown: 0 },
  }));

/** Asks for a mail or guesses a password once more, as a browser without cookies. */
export async function insist({ email, ipAddress, kind, tally }: Insistent, balancer: Balancer): Promise<void> {
  const browser = { cookies: new Map<string, string>(), ipAddress };
  if (kind === 'asks') {
    const answer = await balancer.send(browser, 'requestPasswordReset', {
      document: 'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }',
      variables: { email },
    });
    return count(tally, answer, 'PasswordResetRequested');
  }
  const answer = await balancer.send(browser, 'login', {
    document: 'mutation ($email: String!) { login(email: $email, password: "a wrong guess") { __typename } }',
    variables: { email },
  });
  count(tally, answer, 'InvalidCredentials');
}
