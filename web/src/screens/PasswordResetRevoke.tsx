import { Trans, useLingui } from '@lingui/react/macro';
import { RevokePasswordResetDocument } from '../generated/graphql.ts';
import { NotMe } from '../links/NotMe.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** “It wasn't me”: revoke every reset link. */
export default function PasswordResetRevoke() {
  const { t } = useLingui();
  return (
    <NotMe
      page="password-reset-revoke"
      mutation={RevokePasswordResetDocument}
      title={t`Didn't ask for this?`}
      lead={
        <Trans>
          Someone asked for a link to change your password. If it wasn't you, cancel it here: every link that we have
          sent so far stops working. Your password stays as it is.
        </Trans>
      }
      busyLabel={t`Cancelling…`}
      done={() => <Revoked />}
    />
  );
}

function Revoked() {
  const { t } = useLingui();
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
