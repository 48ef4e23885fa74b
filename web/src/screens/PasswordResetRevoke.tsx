import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { useSend } from '../app/useSend.ts';
import { type LinkStatus, RevokePasswordResetDocument } from '../generated/graphql.ts';
import { BrokenLink } from '../links/BrokenLink.tsx';
import { forgetLink, keptLink } from '../links/mailedLink.ts';
import { useKeptLink } from '../links/useMailedLink.ts';
import { Button } from '../ui/Button.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** “It wasn't me”: revoke every reset link. Opening the page changes nothing, since mail scanners open links. */
export default function PasswordResetRevoke() {
  const { t } = useLingui();
  const link = useKeptLink('password-reset-revoke');
  const { send, sending, failure } = useSend(RevokePasswordResetDocument);
  const [revoked, setRevoked] = useState(false);
  const [refused, refuseLink] = useState<LinkStatus | null>(null);

  if (revoked) {
    return (
      <Page
        title={t`The request is cancelled`}
        phase="revoked"
        icon="check"
        tone="success"
        lead={<Trans>No link that we sent you before works any more. Your password is still the same.</Trans>}
      >
        <ButtonLink href="/login">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </Page>
    );
  }
  if (refused && refused !== 'VALID') return <BrokenLink status={refused} purpose="revoke" />;
  if (link === null) return <BrokenLink status="MISSING" purpose="revoke" />;

  async function revoke() {
    // The button may be pressed before the page has been hydrated.
    const pressedWith = link ?? keptLink('password-reset-revoke');
    if (!pressedWith) return;
    const outcome = await send({ ...pressedWith });
    if (!outcome) return;
    forgetLink('password-reset-revoke');
    if (outcome.__typename === 'InvalidLink') refuseLink(outcome.status);
    else setRevoked(true);
  }

  return (
    <Page
      title={t`Didn't ask for this?`}
      phase="ask"
      icon="shield"
      refused={failure !== null}
      lead={
        <Trans>
          Someone asked for a link to change your password. If it wasn't you, cancel it here: every link that we have
          sent so far stops working. Your password stays as it is.
        </Trans>
      }
    >
      {failure && <RequestFailureNotice failure={failure} />}
      <Button busy={sending} busyLabel={t`Cancelling…`} onPress={revoke}>
        <Trans>It wasn't me</Trans>
      </Button>
      <p className="aside">
        <Trans>It was you? Then there is nothing to do here. You can close this page.</Trans>
      </p>
    </Page>
  );
}
