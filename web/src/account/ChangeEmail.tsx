import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Address } from '../app/Address.tsx';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { useSend } from '../app/useSend.ts';
import { RequestEmailChangeDocument } from '../generated/graphql.ts';
import { apiSentence } from '../i18n/apiSentence.ts';
import { Button } from '../ui/Button.tsx';
import { Duration } from '../ui/Duration.tsx';
import { Field } from '../ui/Field.tsx';
import { Form } from '../ui/Form.tsx';
import { Notice } from '../ui/Notice.tsx';
import { type Problem, useProblems } from '../ui/problems.ts';
import { CurrentPassword } from './CurrentPassword.tsx';

const NEW_EMAIL = 'new-email';
const PASSWORD = 'email-change-password';

interface ChangeEmailProps {
  /** The address that the account has now. */
  readonly email: string;
  readonly onRequested: () => Promise<unknown>;
  readonly onSignedOut: () => void;
}

/** An email that was sent to the new address, and for how long its link works. */
interface SentLink {
  readonly email: string;
  readonly expiresInSeconds: number;
}

/**
 * Asks for the new address of the account and for the password, then says where the link to confirm it was sent. Until
 * then the account keeps its address.
 */
export function ChangeEmail({ email, onRequested, onSignedOut }: ChangeEmailProps) {
  const { t } = useLingui();
  const { send, sending, failure, forgetFailure } = useSend(RequestEmailChangeDocument);
  const [problems, refuse] = useProblems();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState<SentLink | null>(null);
  const section = useRef<HTMLElement>(null);
  const notice = useRef<HTMLDivElement>(null);

  // The form that had the focus is gone.
  useEffect(() => {
    if (sent) notice.current?.focus();
  }, [sent]);

  function close() {
    refuse([]);
    forgetFailure();
    flushSync(() => setAsking(false));
    // The button that was pressed is gone.
    section.current?.querySelector('button')?.focus();
  }

  async function request(newEmail: string, currentPassword: string) {
    const missing: Problem[] = [];
    if (newEmail.trim() === '')
      missing.push({ field: NEW_EMAIL, text: () => t`Enter the new email address`, missing: true });
    if (currentPassword === '')
      missing.push({ field: PASSWORD, text: () => t`Enter your current password`, missing: true });
    if (missing.length > 0) return refuse(missing);
    // The server answers it like any other address, and no email would come.
    if (newEmail.trim().toLowerCase() === email.toLowerCase())
      return refuse([{ field: NEW_EMAIL, text: () => t`Your account has this address already` }]);
    const outcome = await send({ newEmail, currentPassword });
    switch (outcome?.__typename) {
      case 'InvalidEmail':
        return refuse([{ field: NEW_EMAIL, text: apiSentence(outcome.message) }]);
      case 'InvalidCredentials':
        return refuse([{ field: PASSWORD, goOnAt: PASSWORD, text: () => t`This is not your current password` }]);
      case 'NotSignedIn':
        return onSignedOut();
      case 'EmailChangeRequested':
        refuse([]);
        setSent({ email: outcome.email, expiresInSeconds: outcome.expiresIn });
        setAsking(false);
        await onRequested();
        return;
      default:
        return refuse([]);
    }
  }

  const address = (
    <strong>
      <Address email={sent?.email ?? ''} />
    </strong>
  );
  return (
    <section ref={section} className="card panel" aria-labelledby="change-email">
      <div className="panel-head">
        <h2 id="change-email">
          <Trans>Change email address</Trans>
        </h2>
        {!asking && !sent && (
          <Button look="small" onPress={() => setAsking(true)}>
            <Trans>Change my address…</Trans>
          </Button>
        )}
      </div>
      {asking && (
        <div className="narrow">
          <p>
            <Trans>
              We send a link to the new address. Your account keeps its present address until you have opened that link
              and confirmed the change.
            </Trans>
          </p>
          <Form
            action="/account"
            problems={problems}
            notice={failure && <RequestFailureNotice failure={failure} typed />}
            noticeAbout={failure}
            onSubmit={value => request(value(NEW_EMAIL), value(PASSWORD))}
          >
            <Field
              name={NEW_EMAIL}
              label={<Trans>New email address</Trans>}
              type="email"
              dir="ltr"
              autoComplete="email"
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={sent?.email}
              autoFocus
            />
            <CurrentPassword name={PASSWORD} email={email} />
            <Button busy={sending} busyLabel={t`Sending…`}>
              <Trans>Email me a link</Trans>
            </Button>
          </Form>
          <Button look="text" waiting={sending} onPress={close}>
            <Trans>Keep my address</Trans>
          </Button>
        </div>
      )}
      {sent && !asking && (
        <>
          <Notice ref={notice} tone="success" title={<Trans>Check your email</Trans>}>
            <p>
              <Trans>We have sent {address} an email. Open the link in it to confirm your new address.</Trans>
            </p>
            <ul className="tips">
              <li>
                <Trans>
                  The link works for <Duration seconds={sent.expiresInSeconds} />.
                </Trans>
              </li>
              <li>
                <Trans>Nothing there? Look in your spam folder, and check that the address is spelt right.</Trans>
              </li>
            </ul>
          </Notice>
          <Button look="small" onPress={() => setAsking(true)}>
            <Trans>Ask for a new email</Trans>
          </Button>
        </>
      )}
    </section>
  );
}
