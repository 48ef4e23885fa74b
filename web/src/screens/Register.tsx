import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { place } from '../app/place.ts';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { useSend } from '../app/useSend.ts';
import { RegisterDocument } from '../generated/graphql.ts';
import { apiSentence } from '../i18n/apiSentence.ts';
import { AskForEmail } from '../links/AskForEmail.tsx';
import { carryToLink, sentEmail } from '../links/EmailSent.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** Ask for an email with a link to create an account. */
export default function Register() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const { send, ...sending } = useSend(RegisterDocument, 'RegistrationStarted');
  const [closed, setClosed] = useState<(() => string) | null>(null);
  const title = t`Create your account`;

  async function ask(email: string): Promise<string | undefined> {
    const outcome = await send({ email }, carryToLink);
    if (outcome?.__typename === 'RegistrationStarted') navigate('/register/done', { state: sentEmail(outcome) });
    if (outcome?.__typename === 'RegistrationClosed') {
      const sentence = apiSentence(outcome.message);
      setClosed(() => sentence);
    }
    return outcome?.__typename === 'InvalidEmail' ? outcome.message : undefined;
  }

  // Closed while this page was open.
  if (closed) return <Closed title={title}>{closed()}</Closed>;
  if (place.registration === 'invite')
    return (
      <Closed title={title}>
        <Trans>Accounts are created by invitation only here. An invitation is an email with a link.</Trans>
      </Closed>
    );
  if (place.registration === 'closed')
    return (
      <Closed title={title}>
        <Trans>No new accounts can be created here at the moment.</Trans>
      </Closed>
    );
  return (
    <AskForEmail
      {...sending}
      title={title}
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

/** Says why no account can be created here, and leads to where those who have one go on. */
function Closed({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title} phase="closed" icon="mail" lead={children}>
      <SignedInAs />
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
    </Page>
  );
}
