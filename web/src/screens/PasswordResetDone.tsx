import { Trans, useLingui } from '@lingui/react/macro';
import { useSend } from '../app/useSend.ts';
import { RequestPasswordResetDocument } from '../generated/graphql.ts';
import { carryToLink, EmailSent, type SentEmail, sentEmail } from '../links/EmailSent.tsx';

/** The email with the reset link has been requested. */
export default function PasswordResetDone() {
  const { t } = useLingui();
  const { send, ...sending } = useSend(RequestPasswordResetDocument);

  async function again(email: string): Promise<SentEmail | undefined> {
    const outcome = await send({ email }, carryToLink);
    return outcome?.__typename === 'PasswordResetRequested' ? sentEmail(outcome) : undefined;
  }

  return (
    <EmailSent
      {...sending}
      title={t`Check your email`}
      lead={email =>
        email ? (
          <Trans>
            We have emailed you instructions for choosing a new password, if there is an account for {email}.
          </Trans>
        ) : (
          <Trans>
            We have emailed you instructions for choosing a new password, if there is an account for the address you
            gave.
          </Trans>
        )
      }
      askAgainAt="/password-reset"
      onAgain={again}
    />
  );
}
