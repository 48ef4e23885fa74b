import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import { notePage } from '../app/notePage.ts';
import { type RequestFailure, requestFailureOf } from '../app/requestFailure.ts';
import { type EventFieldsFragment, OlderSecurityEventsDocument } from '../generated/graphql.ts';

/** How many events the page shows at first, and adds at a time. The queries ask for one more. */
const PAGE_SIZE = 20;

/** The history of an account as far as it has been loaded. */
export interface SecurityEventHistory {
  /** The events to show, newest first. */
  readonly events: readonly EventFieldsFragment[];
  readonly hasOlder: boolean;
  /** What the latest request for older events added; empty before the first. */
  readonly added: readonly EventFieldsFragment[];
  readonly loading: boolean;
  /** Why the latest request for older events failed. */
  readonly failure: RequestFailure | null;
  showOlder(): Promise<void>;
}

/**
 * Keeps the history of an account: `newest` as the account's query returns it, and the older events that were loaded
 * since.
 */
export function useSecurityEvents(
  newest: readonly EventFieldsFragment[],
  onSignedOut: () => void,
): SecurityEventHistory {
  const client = useApolloClient();
  const [loaded, setLoaded] = useState({ newest, events: newest, shown: PAGE_SIZE });
  const [added, setAdded] = useState<readonly EventFieldsFragment[]>([]);
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  if (loaded.newest !== newest) {
    const events = withNewest(newest, loaded.events);
    setLoaded({ newest, events, shown: events === newest ? PAGE_SIZE : loaded.shown });
  }
  const events = loaded.events.slice(0, loaded.shown);

  async function showOlder(): Promise<void> {
    const last = events.at(-1);
    if (loading || !last) return;
    setLoading(true);
    const isHere = notePage();
    try {
      const { data } = await client.query({ query: OlderSecurityEventsDocument, variables: { after: last.id } });
      if (!isHere()) return;
      if (!data?.me) return onSignedOut();
      // A failed sign-in that was folded into the last event meanwhile has moved it to the top.
      const older = data.me.securityEvents.filter(({ id }) => !events.some(event => event.id === id));
      setLoaded({ newest, events: [...events, ...older], shown: events.length + PAGE_SIZE });
      setAdded(older.slice(0, PAGE_SIZE));
      setFailure(null);
    } catch (error) {
      if (isHere()) setFailure(requestFailureOf(error));
    } finally {
      setLoading(false);
    }
  }

  return { events, hasOlder: loaded.events.length > loaded.shown, added, loading, failure, showOlder };
}

/**
 * The newest events and the older ones that were loaded before. Only the newest where others would be missing in
 * between.
 */
export function withNewest(
  newest: readonly EventFieldsFragment[],
  loaded: readonly EventFieldsFragment[],
): readonly EventFieldsFragment[] {
  const ids = new Set(newest.map(({ id }) => id));
  const overlaps = loaded.some(({ id }) => ids.has(id));
  return overlaps ? [...newest, ...loaded.filter(({ id }) => !ids.has(id))] : newest;
}
