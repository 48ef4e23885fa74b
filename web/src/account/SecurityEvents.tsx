import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { AccountQuery, SecurityEventKind } from '../generated/graphql.ts';
import { DeviceName } from './DeviceName.tsx';
import { Timestamp } from './Timestamp.tsx';

/** Something that happened to the account. */
export type SecurityEvent = NonNullable<AccountQuery['me']>['securityEvents'][number];

const text: Record<SecurityEventKind, ReactNode> = {
  REGISTERED: <Trans>Account created</Trans>,
  LOGGED_IN: <Trans>Signed in</Trans>,
  LOGIN_FAILED: <Trans>Failed attempt to sign in</Trans>,
  LOGGED_OUT: <Trans>Signed out</Trans>,
  PASSWORD_RESET_REQUESTED: <Trans>Link for a new password sent</Trans>,
  PASSWORD_RESET_REVOKED: <Trans>Links for a new password cancelled</Trans>,
  PASSWORD_RESET: <Trans>New password chosen by email link</Trans>,
  PASSWORD_CHANGED: <Trans>Password changed</Trans>,
  SESSION_ENDED: <Trans>A device was signed out</Trans>,
};

/** What happened to the account, newest first. */
export function SecurityEvents({ events }: { events: readonly SecurityEvent[] }) {
  return (
    <section className="card panel" aria-labelledby="events">
      <div className="panel-head">
        <h2 id="events">
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
            <li key={event.id}>
              <div className="row-body">
                <p className="row-title">{text[event.kind]}</p>
                <p className="row-note">
                  <Timestamp at={event.at} />
                  {event.userAgent && (
                    <>
                      {' · '}
                      <DeviceName userAgent={event.userAgent} />
                    </>
                  )}
                  {event.ipAddress && (
                    <>
                      {' · '}
                      <bdi>{event.ipAddress}</bdi>
                    </>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
