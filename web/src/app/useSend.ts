import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { type Setback, setbackOf } from './setback.ts';

/** What a mutation document's only field answers. */
type OutcomeOf<Data> = Data extends object ? Data[keyof Data] : never;

/** What a screen has to tell apart itself: every outcome but TooManyRequests, which is a setback. */
type Outcome<Data> = Exclude<OutcomeOf<Data>, { __typename: 'TooManyRequests' }>;

/** A mutation as a form uses it. */
export interface Sending<Data, Variables> {
  /** Sends it, unless it is on its way already. Gives the outcome, or undefined when there was a setback instead. */
  send(variables: Variables): Promise<Outcome<Data> | undefined>;
  sending: boolean;
  /** What stood in the way of the latest attempt. It stays until a new one is over, so that nothing moves while that is on its way. */
  setback: Setback | null;
}

/** Sends a mutation of one field once at a time, and keeps apart what the screen must answer from what only time can mend. */
export function useSend<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Sending<Data, Variables> {
  const client = useApolloClient();
  const busy = useRef(false);
  const [sending, setSending] = useState(false);
  const [setback, setSetback] = useState<Setback | null>(null);

  async function send(variables: Variables): Promise<Outcome<Data> | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    setSending(true);
    try {
      const { data } = await client.mutate<Data, Variables>({ mutation, variables } as never);
      const outcome = outcomeOf(data);
      const limited = isTooManyRequests(outcome);
      setSetback(limited ? { kind: 'limited', until: Date.now() + outcome.retryAfter * 1000 } : null);
      if (!limited) return outcome as Outcome<Data>;
    } catch (error) {
      setSetback(setbackOf(error));
    } finally {
      busy.current = false;
      setSending(false);
    }
    return undefined;
  }

  return { send, sending, setback };
}

function outcomeOf(data: unknown): unknown {
  return Object.values(data ?? {})[0];
}

function isTooManyRequests(outcome: unknown): outcome is { retryAfter: number } {
  return (outcome as { __typename?: string } | null)?.__typename === 'TooManyRequests';
}
