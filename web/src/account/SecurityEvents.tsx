import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { EventFieldsFragment, SecurityEventKind } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { DeviceName } from './DeviceName.tsx';
import { Timestamp } from './Timestamp.tsx';
import { useSecurityEvents } from './useSecurityEvents.ts';

/** Of the kinds that are never folded. */
const titles: Record<Exclude<SecurityEventKind, 'LOGIN_FAILED' | 'PASSWORD_RESET_REQUESTED'>, ReactNode> = {
  REGISTERED: <Trans>Account created</Trans>,
  LOGGED_IN: <Trans>Signed in</Trans>,
  LOGGED_OUT: <Trans>Signed out</Trans>,
  PASSWORD_RESET_REVOKED: <Trans>Links for a new password cancelled</Trans>,
  PASSWORD_RESET: <Trans>New password chosen by email link</Trans>,
  PASSWORD_CHANGED: <Trans>Password changed</Trans>,
  SESSION_ENDED: <Trans>A device was signed out</Trans>,
};

interface SecurityEventsProps {
  /** The newest events, as the account's query returns them. */
  readonly newest: readonly EventFieldsFragment[];
  readonly onSignedOut: () => void;
}

/** What happened to the account, newest first, with a button for what happened before. */
export function SecurityEvents({ newest, onSignedOut }: SecurityEventsProps) {
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
            <li key={event.id} ref={event.id === added[0]?.id ? firstAdded : undefined} tabIndex={-1}>
              <EventLine event={event} />
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

function EventLine({ event }: { event: EventFieldsFragment }) {
  return (
    <div className="row-body">
      {event.kind === 'LOGIN_FAILED' ? (
        <p className="row-title row-alert">
          <Icon name="alert" size={16} />
          <Plural value={event.count} one="Failed sign-in" other="# failed sign-ins" />
        </p>
      ) : (
        <p className="row-title">
          {event.kind === 'PASSWORD_RESET_REQUESTED' ? (
            <Plural value={event.count} one="Link for a new password sent" other="# links for a new password sent" />
          ) : (
            titles[event.kind]
          )}
        </p>
      )}
      <p className="row-note">
        {event.count > 1 ? (
          <Trans>
            Last on <Timestamp at={event.at} />
          </Trans>
        ) : (
          <Timestamp at={event.at} />
        )}
        {event.userAgent && (
          <>
            {' · '}
            <DeviceName userAgent={event.userAgent} />
          </>
        )}
        {event.ipAddress && (
          <>
            {' · '}
            <bdi translate="no">{event.ipAddress}</bdi>
          </>
        )}
      </p>
    </div>
  );
}
