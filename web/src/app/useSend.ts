import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { apiSentence } from '../i18n/apiSentence.ts';
import { notePage } from './notePage.ts';
import { type RequestFailure, requestFailureOf } from './requestFailure.ts';

/** What the only field of a mutation document returns. */
type OutcomeOf<Data> = Data extends object ? Data[keyof Data] : never;

/** The outcomes that a screen handles: all but TooManyRequests, which is a failure of the request. */
type Outcome<Data> = Exclude<OutcomeOf<Data>, { __typename: 'TooManyRequests' }>;

/** A mutation as a form uses it, with the state of its request. */
export interface Sending<Data, Variables> {
  /**
   * Sends it, unless a request is pending. Resolves with the outcome, or with undefined when the request failed or the
   * person has left the page meanwhile. `keep` is called with the outcome in either case: it keeps what outlives the page.
   */
  send(variables: Variables, keep?: (outcome: Outcome<Data>) => void): Promise<Outcome<Data> | undefined>;
  readonly sending: boolean;
  /** Why the latest request failed. It stays while a new request is pending, so that nothing on the page moves. */
  readonly failure: RequestFailure | null;
}

/** Sends a mutation of one field, one request at a time. Outcomes go to the screen, failures are kept as state. */
export function useSend<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Sending<Data, Variables> {
  const client = useApolloClient();
  const busy = useRef(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);

  async function send(
    variables: Variables,
    keep?: (outcome: Outcome<Data>) => void,
  ): Promise<Outcome<Data> | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    setSending(true);
    const isHere = notePage();
    const fail = (reason: RequestFailure) => isHere() && setFailure(reason);
    try {
      const { data } = await client.mutate<Data, Variables>({ mutation, variables } as never);
      const outcome = outcomeOf(data);
      if (isTooManyRequests(outcome)) {
        fail(limitedBy(outcome));
        return undefined;
      }
      setFailure(null);
      keep?.(outcome as Outcome<Data>);
      return isHere() ? (outcome as Outcome<Data>) : undefined;
    } catch (error) {
      fail(requestFailureOf(error));
      return undefined;
    } finally {
      busy.current = false;
      setSending(false);
    }
  }

  return { send, sending, failure };
}

function outcomeOf(data: unknown): unknown {
  return Object.values(data ?? {})[0];
}

interface TooManyRequests {
  readonly message: string;
  readonly retryAfter: number;
}

function isTooManyRequests(outcome: unknown): outcome is TooManyRequests {
  return (outcome as { __typename?: string } | null)?.__typename === 'TooManyRequests';
}

function limitedBy({ message, retryAfter }: TooManyRequests): RequestFailure {
  return { kind: 'limited', until: Date.now() + retryAfter * 1000, message: apiSentence(message) };
}
