import { randomUUID } from 'node:crypto';
import { Account, newAccount } from '../src/accounts/account.ts';
import type { EmailAddress } from '../src/domain/emailAddress.ts';
import type { Database } from '../src/sql/database.ts';

/** A person who asks for a reset once, and may be disabled at some time. */
export interface Person {
  email: string;
  askedAt?: number | undefined;
  /** The server has answered that an email is on its way. */
  queued: boolean;
  /** When the disabling was committed; no mail may arrive after that. */
  disabledAt?: number | undefined;
}

/** Creates accounts; each twentieth is disabled from the beginning. */
export async function invent(database: Database, count: number): Promise<Person[]> {
  const people: Person[] = Array.from({ length: count }, (_, index) => ({
    email: `${randomUUID()}@example.com`,
    queued: false,
    ...(index % 20 === 19 && { disabledAt: 0 }),
  }));
  await database.em.fork().insertMany(
    Account,
    people.map(({ email, disabledAt }) =>
      newAccount({
        email: email as EmailAddress,
        passwordHash: null,
        createdAt: new Date(),
        disabled: disabledAt !== undefined,
      }),
    ),
  );
  return people;
}

/** Disables an account, as an administrator does while mails are under way. */
export async function disable(database: Database, person: Person): Promise<void> {
  await database.em.fork().nativeUpdate(Account, { email: person.email as EmailAddress }, { disabled: true });
  person.disabledAt = Date.now();
}

/** Asks for a reset. A server that dies before it has answered has queued nothing. */
export async function ask(url: string, person: Person): Promise<void> {
  person.askedAt = Date.now();
  try {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }',
        variables: { email: person.email },
      }),
    });
    const { data } = (await answer.json()) as { data?: { requestPasswordReset?: { __typename: string } } };
    person.queued = data?.requestPasswordReset?.__typename === 'PasswordResetRequested';
  } catch {
    person.queued = false;
  }
}
