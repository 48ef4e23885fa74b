import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { useSend } from '../app/useSend.ts';
import { ChangePasswordDocument } from '../generated/graphql.ts';
import { NewPasswordField } from '../passwords/NewPasswordField.tsx';
import { type Policy, problemsOf, useNewPassword } from '../passwords/useNewPassword.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import type { Problem } from '../ui/problems.ts';
import { DeviceName } from './DeviceName.tsx';
import type { Session } from './Sessions.tsx';

interface ChangePasswordProps {
  readonly email: string;
  readonly policy: Policy;
  readonly sessions: readonly Session[];
  readonly problems: readonly Problem[];
  readonly onRefused: (problems: Problem[]) => void;
  readonly onChanged: () => Promise<unknown>;
  readonly onSignedOut: () => void;
}

/** Changes the password of the signed-in account. Then it names the other devices that this has signed out. */
export function ChangePassword({
  email,
  policy,
  sessions,
  problems,
  onRefused,
  onChanged,
  onSignedOut,
}: ChangePasswordProps) {
  const { t } = useLingui();
  const { send, sending, failure } = useSend(ChangePasswordDocument);
  const [ended, setEnded] = useState<readonly Session[] | null>(null);
  const [attempt, setAttempt] = useState(0);
  const judged = useNewPassword(policy, email);
  const others = useRef(sessions);
  others.current = sessions.filter(session => !session.current);

  async function change(currentPassword: string, newPassword: string) {
    const missing: Problem[] = [];
    if (currentPassword === '')
      missing.push({ field: 'current-password', text: () => t`Enter your current password`, missing: true });
    if (newPassword === '') missing.push({ field: 'new-password', text: () => t`Enter a new password`, missing: true });
    setEnded(null);
    if (missing.length > 0) return onRefused(missing);
    judged.markSent(newPassword);
    const signedInElsewhere = others.current;
    const outcome = await send({ currentPassword, newPassword });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return onRefused([{ field: 'current-password', text: () => t`This is not your current password` }]);
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
    <section className="card panel" aria-labelledby="change-password">
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
          notice={(failure && <RequestFailureNotice failure={failure} typed />) ?? (ended && <Changed ended={ended} />)}
          noticeAbout={failure ?? ended}
          onSubmit={value => change(value('current-password'), value('new-password'))}
        >
          <input
            className="visually-hidden"
            name="username"
            autoComplete="username"
            value={email}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <PasswordField
            name="current-password"
            label={<Trans>Current password</Trans>}
            autoComplete="current-password"
          />
          <NewPasswordField name="new-password" label={<Trans>New password</Trans>} newPassword={judged} />
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
      {ended.length > 0 && (
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
