import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { EventFieldsFragment } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { DeviceName } from './DeviceName.tsx';
import { EventTitle } from './EventTitle.tsx';
import { Facts } from './Facts.tsx';
import { IpAddress } from './IpAddress.tsx';
import { Timestamp } from './Timestamp.tsx';
import { useSecurityEvents } from './useSecurityEvents.ts';

interface SecurityEventsProps {
  /** The newest events, as the account's query returns them. */
  readonly newest: readonly EventFieldsFragment[];
  readonly onSignedOut: () => void;
  /** Someone else did this, as the person says. */
  readonly onNotMe: (event: EventFieldsFragment) => void;
}

/**
 * What happened to the account, newest first, with a button for what happened before. Each event has a way to say that
 * it was someone else.
 */
export function SecurityEvents({ newest, onSignedOut, onNotMe }: SecurityEventsProps) {
  const { t } = useLingui();
  const { events, hasOlder, added, loading, failure, showOlder } = useSecurityEvents(newest, onSignedOut);
  const firstAdded = useRef<HTMLLIElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  // The button may be gone by now, and what was asked for starts here.
  useEffect(() => {
    if (added.length > 0) firstAdded.current?.focus();
    else if (!hasOlder && document.activeElement === document.body) heading.current?.focus();
  }, [added, hasOlder]);

  return (
    <section className="card panel" aria-labelledby="events">
      <div className="panel-head">
        <h2 id="events" ref={heading} tabIndex={-1}>
          <Trans>Recent activity</Trans>
        </h2>
      </div>
      {events.length === 0 ? (
        <p className="soft">
          <Trans>Nothing has happened yet.</Trans>
        </p>
      ) : (
        <ol className="plain rows">
          {events.map(event => (
            <li
              key={event.id}
              className={event.kind === 'LOGIN_FAILED' ? 'row-alert' : undefined}
              ref={event.id === added[0]?.id ? firstAdded : undefined}
              tabIndex={-1}
            >
              <EventLine event={event} onNotMe={() => onNotMe(event)} />
            </li>
          ))}
        </ol>
      )}
      {failure && <RequestFailureNotice failure={failure} />}
      {hasOlder && (
        <div className="rows-more">
          <Button look="small" busy={loading} busyLabel={t`Loading…`} onPress={() => void showOlder()}>
            <Trans>Show older</Trans>
          </Button>
        </div>
      )}
      <p className="visually-hidden" role="status">
        {added.length > 0 && (
          <Plural value={added.length} one="# older entry is shown" other="# older entries are shown" />
        )}
      </p>
    </section>
  );
}

function EventLine({ event, onNotMe }: { event: EventFieldsFragment; onNotMe: () => void }) {
  const failed = event.kind === 'LOGIN_FAILED';
  return (
    <>
      {failed && <Icon name="alert" />}
      <div className="row-body">
        <p className="row-title" id={`event-${event.id}`}>
          <EventTitle event={event} />
        </p>
        <Facts className="row-note" id={`event-${event.id}-note`}>
          {event.count > 1 ? (
            <Trans>
              Latest: <Timestamp at={event.at} />
            </Trans>
          ) : (
            <Timestamp at={event.at} />
          )}
          {event.userAgent && <DeviceName userAgent={event.userAgent} />}
          {event.ipAddress && <IpAddress address={event.ipAddress} />}
        </Facts>
      </div>
      {event.kind !== 'REGISTERED' && (
        <Button look="text" actsOn={`event-${event.id} event-${event.id}-note`} onPress={onNotMe}>
          <Trans>This wasn't me</Trans>
        </Button>
      )}
    </>
  );
}
