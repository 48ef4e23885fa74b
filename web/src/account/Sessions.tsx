import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { describeDevice } from '../../../server/src/domain/describeDevice.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { type RequestFailure, requestFailureOf } from '../app/requestFailure.ts';
import { useSend } from '../app/useSend.ts';
import { type AccountQuery, EndSessionsDocument } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { DeviceName } from './DeviceName.tsx';
import { Facts } from './Facts.tsx';
import { IpAddress } from './IpAddress.tsx';
import { Timestamp } from './Timestamp.tsx';

/** An active session of the account. */
export type Session = NonNullable<AccountQuery['me']>['sessions'][number];

/** The devices that are signed in, each with a way to sign it out, and one for all but this one. */
export function Sessions({ sessions, onChanged }: { sessions: readonly Session[]; onChanged: () => Promise<unknown> }) {
  const { t } = useLingui();
  const { send, failure } = useSend(EndSessionsDocument);
  const [outdated, setOutdated] = useState<RequestFailure | null>(null);
  const [ending, setEnding] = useState<string | null>(null);
  const [ended, setEnded] = useState<'one' | 'others' | null>(null);
  const notice = useRef<HTMLDivElement>(null);

  // The button that was pressed is gone.
  useEffect(() => {
    if (ended) notice.current?.focus();
  }, [ended]);

  async function end(id: string | null) {
    if (ending) return;
    setEnding(id ?? 'others');
    setEnded(null);
    // False: the device has signed itself out meanwhile, or it was this one whose session has ended, as the account tells.
    if ((await send({ id })) !== undefined) await showWhatIsLeft(id);
    setEnding(null);
  }

  async function showWhatIsLeft(id: string | null) {
    try {
      await onChanged();
      setOutdated(null);
      setEnded(id === null ? 'others' : 'one');
    } catch (error) {
      setOutdated(requestFailureOf(error));
    }
  }

  const notShown = failure ?? outdated;
  return (
    <section className="card panel" aria-labelledby="sessions">
      <div className="panel-head">
        <h2 id="sessions">
          <Trans>Where you are signed in</Trans>
        </h2>
        {sessions.length > 1 && (
          <Button look="small" busy={ending === 'others'} busyLabel={t`Signing out…`} onPress={() => end(null)}>
            <Trans>Sign out all others</Trans>
          </Button>
        )}
      </div>
      {notShown && <RequestFailureNotice failure={notShown} />}
      {ended && (
        <Notice
          ref={notice}
          tone="success"
          title={
            ended === 'one' ? <Trans>The device is signed out</Trans> : <Trans>All other devices are signed out</Trans>
          }
        />
      )}
      <ul className="plain rows">
        {thisOneFirst(sessions).map(session => (
          <li key={session.id}>
            <Icon name={describeDevice(session.userAgent).handheld ? 'phone' : 'device'} />
            <div className="row-body">
              <p className="row-title">
                <span id={`session-${session.id}`}>
                  <DeviceName userAgent={session.userAgent} />
                </span>
                {session.current && (
                  <span className="badge">
                    <Trans>This device</Trans>
                  </span>
                )}
              </p>
              <Facts className="row-note">
                <Trans>
                  Last used <Timestamp at={session.lastSeenAt} />
                </Trans>
                {session.ipAddress && <IpAddress address={session.ipAddress} />}
              </Facts>
            </div>
            {!session.current && (
              <Button
                look="small"
                busy={ending === session.id}
                busyLabel={t`Signing out…`}
                actsOn={`session-${session.id}`}
                onPress={() => end(session.id)}
              >
                <Trans>Sign out</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function thisOneFirst(sessions: readonly Session[]): Session[] {
  return [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
}
