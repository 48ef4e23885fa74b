import { Trans, useLingui } from '@lingui/react/macro';
import { useSend } from '../app/useSend.ts';
import { RequestPasswordResetDocument } from '../generated/graphql.ts';
import { MailSent, type SentMail } from '../links/MailSent.tsx';

/** The mail with the way to a new password has been asked for. */
export default function PasswordResetDone() {
  const { t } = useLingui();
  const { send, ...sending } = useSend(RequestPasswordResetDocument);

  async function again(email: string): Promise<SentMail | undefined> {
    const outcome = await send({ email });
    if (outcome?.__typename !== 'PasswordResetRequested') return undefined;
    return { email, sentAt: Date.now(), expiresInSeconds: outcome.expiresIn };
  }

  return (
    <MailSent
      {...sending}
      title={t`Check your email`}
      lead={email => (
        <Trans>We have emailed you instructions for choosing a new password, if there is an account for {email}.</Trans>
      )}
      askAgainAt="/password-reset"
      onAgain={again}
    />
  );
}
