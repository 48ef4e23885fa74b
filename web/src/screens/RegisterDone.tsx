import { Trans, useLingui } from '@lingui/react/macro';
import { place } from '../app/place.ts';
import { useSend } from '../app/useSend.ts';
import { RegisterDocument } from '../generated/graphql.ts';
import { carryToLink, EmailSent, type SentEmail, sentEmail } from '../links/EmailSent.tsx';

/** The email with the registration link has been requested. */
export default function RegisterDone() {
  const { t } = useLingui();
  const { send, ...sending } = useSend(RegisterDocument, 'RegistrationClosed');

  async function again(email: string): Promise<SentEmail | undefined> {
    const outcome = await send({ email }, carryToLink);
    // The page as the server sends it now says why.
    if (outcome?.__typename === 'RegistrationClosed') location.assign(`${place.base}/register`);
    return outcome?.__typename === 'RegistrationStarted' ? sentEmail(outcome) : undefined;
  }

  return (
    <EmailSent
      {...sending}
      title={t`Confirm your email address`}
      lead={email =>
        email ? (
          <Trans>We have sent an email to {email}. Open the link in it to choose a password.</Trans>
        ) : (
          <Trans>We have sent an email to the address you gave. Open the link in it to choose a password.</Trans>
        )
      }
      askAgainAt="/register"
      onAgain={again}
    />
  );
}
