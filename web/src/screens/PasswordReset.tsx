import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { carry, carryOverEmail } from '../app/carried.ts';
import { useSend } from '../app/useSend.ts';
import { RequestPasswordResetDocument } from '../generated/graphql.ts';
import { AskForEmail } from '../links/AskForEmail.tsx';
import type { SentEmail } from '../links/EmailSent.tsx';

/** Ask for an email with a link to choose a new password. */
export default function PasswordReset() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const { send, ...sending } = useSend(RequestPasswordResetDocument);

  async function ask(email: string): Promise<string | undefined> {
    const outcome = await send({ email });
    if (outcome?.__typename === 'PasswordResetRequested') {
      const sent: SentEmail = { email: outcome.email, sentAt: Date.now(), expiresInSeconds: outcome.expiresIn };
      carry({ email: outcome.email });
      carryOverEmail(outcome.expiresIn);
      navigate('/password-reset/done', { state: sent });
    }
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
