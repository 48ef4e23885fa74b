import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { mayBeDone } from '../app/requestFailure.ts';
import { useSend } from '../app/useSend.ts';
import { ChangePasswordDocument, type EventFieldsFragment } from '../generated/graphql.ts';
import { NewPasswordField } from '../passwords/NewPasswordField.tsx';
import { type Policy, problemsOf, useNewPassword } from '../passwords/useNewPassword.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { Problem } from '../ui/problems.ts';
import { CurrentPassword } from './CurrentPassword.tsx';
import { DeviceName } from './DeviceName.tsx';
import { EventTitle } from './EventTitle.tsx';
import { Facts } from './Facts.tsx';
import type { Session } from './Sessions.tsx';
import { Timestamp } from './Timestamp.tsx';

/** The id of the sentences that say why to change the password. */
const SUSPECTED = 'suspected';

interface ChangePasswordProps {
  readonly email: string;
  readonly policy: Policy;
  readonly sessions: readonly Session[];
  /** What someone else did, as the person has just said; a new object each time. */
  readonly suspect: { readonly event: EventFieldsFragment } | null;
  readonly problems: readonly Problem[];
  readonly onRefused: (problems: Problem[]) => void;
  readonly onChanged: () => Promise<unknown>;
  readonly onSignedOut: () => void;
}

/**
 * Changes the password of the signed-in account. Then it names the other devices that this has signed out. After a
 * suspect event it says why to change it, and has the focus.
 */
export function ChangePassword({
  email,
  policy,
  sessions,
  suspect,
  problems,
  onRefused,
  onChanged,
  onSignedOut,
}: ChangePasswordProps) {
  const { t } = useLingui();
  const { send, sending, failure, forgetFailure } = useSend(ChangePasswordDocument);
  const [ended, setEnded] = useState<readonly Session[] | null>(null);
  const [attempt, setAttempt] = useState(0);
  const judged = useNewPassword(policy, email);
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!suspect) return;
    setEnded(null);
    forgetFailure();
    section.current?.scrollIntoView();
    section.current?.querySelector<HTMLElement>('#current-password')?.focus({ preventScroll: true });
  }, [suspect, forgetFailure]);

  async function change(currentPassword: string, newPassword: string) {
    const missing: Problem[] = [];
    if (currentPassword === '')
      missing.push({ field: 'current-password', text: () => t`Enter your current password`, missing: true });
    if (newPassword === '') missing.push({ field: 'new-password', text: () => t`Enter a new password`, missing: true });
    setEnded(null);
    if (missing.length > 0) return onRefused(missing);
    judged.markSent(newPassword);
    const signedInElsewhere = sessions.filter(session => !session.current);
    const outcome = await send({ currentPassword, newPassword });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return onRefused([
          {
            field: 'current-password',
            goOnAt: 'current-password',
            text: () =>
              mayBeDone(failure)
                ? t`This is not your current password. Your last attempt may have changed it already.`
                : t`This is not your current password`,
          },
        ]);
      case 'PasswordRejected':
        return onRefused(problemsOf('new-password', outcome, policy));
      case 'NotSignedIn':
        return onSignedOut();
      case 'PasswordChanged':
        onRefused([]);
        judged.type('');
        setEnded(signedInElsewhere);
        setAttempt(attempt + 1);
        await onChanged();
        return;
      default:
        return onRefused([]);
    }
  }

  return (
    <section ref={section} className="card panel" aria-labelledby="change-password">
      <div className="panel-head">
        <h2 id="change-password">
          <Trans>Change password</Trans>
        </h2>
      </div>
      <div className="narrow">
        <Form
          key={attempt}
          action="/account"
          problems={problems}
          isFixed={judged.isFixed}
          notice={
            (failure && <RequestFailureNotice failure={failure} typed />) ??
            (ended && <Changed ended={ended} />) ??
            (suspect && <Suspected key={suspect.event.id} event={suspect.event} />)
          }
          noticeAbout={failure ?? ended}
          onSubmit={value => change(value('current-password'), value('new-password'))}
        >
          <CurrentPassword
            name="current-password"
            email={email}
            toggleNames={{ show: t`Show current password`, hide: t`Hide current password` }}
            {...(suspect && !ended && !failure && { describedBy: SUSPECTED })}
          />
          <NewPasswordField
            name="new-password"
            label={<Trans>New password</Trans>}
            newPassword={judged}
            toggleNames={{ show: t`Show new password`, hide: t`Hide new password` }}
          />
          <Button busy={sending} busyLabel={t`Saving…`}>
            <Trans>Change password</Trans>
          </Button>
        </Form>
      </div>
    </section>
  );
}

function Changed({ ended }: { ended: readonly Session[] }) {
  return (
    <Notice tone="success" title={<Trans>Your password is changed</Trans>}>
      {ended.length === 0 ? (
        <p>
          <Trans>No other device is signed in.</Trans>
        </p>
      ) : (
        <>
          <p>
            <Plural
              value={ended.length}
              one="One other device was signed out:"
              other="# other devices were signed out:"
            />
          </p>
          <ul>
            {ended.map(session => (
              <li key={session.id}>
                <DeviceName userAgent={session.userAgent} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}

/** Why the password should be changed. Read out with the field that has the focus, and so not announced. */
function Suspected({ event }: { event: EventFieldsFragment }) {
  const gotIn = event.kind !== 'LOGIN_FAILED' && event.kind !== 'PASSWORD_RESET_REQUESTED';
  const readsMail = ['PASSWORD_RESET', 'PASSWORD_RESET_REVOKED', 'EMAIL_CHANGE_REVERTED'].includes(event.kind);
  return (
    <div id={SUSPECTED}>
      <Notice
        tone="problem"
        silent
        title={
          gotIn ? (
            <Trans>Someone else may have been in your account</Trans>
          ) : (
            <Trans>Someone else has tried to get into your account</Trans>
          )
        }
      >
        <Facts>
          <EventTitle event={event} />
          <Timestamp at={event.at} />
          {event.userAgent && <DeviceName userAgent={event.userAgent} />}
        </Facts>
        <p>
          {gotIn ? (
            <Trans>Choose a new password now. Every other device is signed out then.</Trans>
          ) : (
            <Trans>
              They did not get in this way. If others may know your password, choose a new one. Every other device is
              signed out then.
            </Trans>
          )}
        </p>
        {event.kind === 'EMAIL_CHANGED' && (
          <p>
            <Trans>The email that we sent to the former address has a link that undoes the change.</Trans>
          </p>
        )}
        {readsMail && (
          <p>
            <Trans>Anyone who did this can read your email. Change the password of your mailbox too.</Trans>
          </p>
        )}
      </Notice>
    </div>
  );
}
