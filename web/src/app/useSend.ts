import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { apiSentence } from '../i18n/apiSentence.ts';
import { notePage } from './notePage.ts';
import { type RequestFailure, requestFailureOf } from './requestFailure.ts';

/** What the only field of a mutation document returns. */
type OutcomeOf<Data> = Data extends object ? Data[keyof Data] : never;

/** The outcomes that a screen handles: all but TooManyRequests, which is a failure of the request. */
type Outcome<Data> = Exclude<OutcomeOf<Data>, { __typename: 'TooManyRequests' }>;

/** The name of an outcome's type, or the outcome itself where it is a plain value. */
type NameOf<Outcome> = Outcome extends { readonly __typename: infer Name } ? Name : Outcome;

/** A mutation as a form uses it, with the state of its request. */
export interface Sending<Data, Variables> {
  /**
   * Sends it, unless a request is pending. Resolves with the outcome, or with undefined when the request failed or the
   * person has left the page meanwhile. `keep` is called with the outcome in either case: it keeps what outlives the page.
   */
  send(variables: Variables, keep?: (outcome: Outcome<Data>) => void): Promise<Outcome<Data> | undefined>;
  /** Whether a request is pending, or its outcome has led to another page, which is not there yet. */
  readonly sending: boolean;
  /** Why the latest request failed. It stays while a new request is pending, so that nothing on the page moves. */
  readonly failure: RequestFailure | null;
  /** Forgets why the latest request failed, where the person has turned to something else. */
  forgetFailure(): void;
  /** Lets the form be sent again after an outcome that was to lead to another page, and does not. */
  stay(): void;
}

/**
 * Sends a mutation of one field, one request at a time. Outcomes go to the screen, failures are kept as state. Nothing
 * can be sent any more after the outcome that leads to another page; NotSignedIn, which leads to sign-in, is one always.
 */
export function useSend<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  leadsAway?: NameOf<Outcome<Data>>,
): Sending<Data, Variables> {
  const client = useApolloClient();
  const [path] = useLocation();
  const busy = useRef(false);
  /** After the outcome that led to another page: tells whether the person is back. */
  const isBack = useRef<(() => boolean) | null>(null);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);

  const forgetFailure = useCallback(() => setFailure(null), []);

  const stay = useCallback(() => {
    isBack.current = null;
    busy.current = false;
    setSending(false);
  }, []);

  // A person can come back before the code of the next page is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address bar has changed when its path has.
  useEffect(() => {
    if (isBack.current?.()) stay();
  }, [path, stay]);

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
      if (!isHere()) return undefined;
      const name = nameOf(outcome);
      if (name === leadsAway || name === 'NotSignedIn') isBack.current = isHere;
      return outcome as Outcome<Data>;
    } catch (error) {
      fail(requestFailureOf(error));
      return undefined;
    } finally {
      if (!isBack.current) stay();
    }
  }

  return { send, sending, failure, forgetFailure, stay };
}

function outcomeOf(data: unknown): unknown {
  return Object.values(data ?? {})[0];
}

function nameOf(outcome: unknown): unknown {
  return (outcome as { __typename?: string } | null)?.__typename ?? outcome;
}

interface TooManyRequests {
  readonly message: string;
  readonly retryAfter: number;
}

function isTooManyRequests(outcome: unknown): outcome is TooManyRequests {
  return nameOf(outcome) === 'TooManyRequests';
}

function limitedBy({ message, retryAfter }: TooManyRequests): RequestFailure {
  return { kind: 'limited', until: Date.now() + retryAfter * 1000, message: apiSentence(message) };
}
