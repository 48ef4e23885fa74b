import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { carry, carryOverEmail } from '../app/carried.ts';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { useSend } from '../app/useSend.ts';
import { RegisterDocument } from '../generated/graphql.ts';
import { AskForEmail } from '../links/AskForEmail.tsx';
import type { SentEmail } from '../links/EmailSent.tsx';

/** Ask for an email with a link to create an account. */
export default function Register() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const { send, ...sending } = useSend(RegisterDocument);

  async function ask(email: string): Promise<string | undefined> {
    const outcome = await send({ email });
    if (outcome?.__typename === 'RegistrationStarted') {
      const sent: SentEmail = { email: outcome.email, sentAt: Date.now(), expiresInSeconds: outcome.expiresIn };
      carry({ email: outcome.email });
      carryOverEmail(outcome.expiresIn);
      navigate('/register/done', { state: sent });
    }
    return outcome?.__typename === 'InvalidEmail' ? outcome.message : undefined;
  }

  return (
    <AskForEmail
      {...sending}
      title={t`Create your account`}
      icon="mail"
      lead={<Trans>Start with your email address. We will send you a link to choose a password.</Trans>}
      action="/register"
      onAsked={ask}
      notice={<SignedInAs />}
    >
      <Trans>Email me a link</Trans>
    </AskForEmail>
  );
}
