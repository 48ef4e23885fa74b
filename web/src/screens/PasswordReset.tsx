import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { useSend } from '../app/useSend.ts';
import { RequestPasswordResetDocument } from '../generated/graphql.ts';
import { AskForEmail } from '../links/AskForEmail.tsx';
import { carryToLink, sentEmail } from '../links/EmailSent.tsx';

/** Ask for an email with a link to choose a new password. */
export default function PasswordReset() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const { send, ...sending } = useSend(RequestPasswordResetDocument, 'PasswordResetRequested');

  async function ask(email: string): Promise<string | undefined> {
    const outcome = await send({ email }, carryToLink);
    if (outcome?.__typename === 'PasswordResetRequested')
      navigate('/password-reset/done', { state: sentEmail(outcome) });
    return outcome?.__typename === 'InvalidEmail' ? outcome.message : undefined;
  }

  return (
    <AskForEmail
      {...sending}
      title={t`Reset your password`}
      icon="key"
      lead={<Trans>Tell us your email address, and we will send you a link to choose a new password.</Trans>}
      action="/password-reset"
      onAsked={ask}
    >
      <Trans>Email me a link</Trans>
    </AskForEmail>
  );
}
