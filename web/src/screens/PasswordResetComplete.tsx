import { Trans, useLingui } from '@lingui/react/macro';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** The password has been changed. */
export default function PasswordResetComplete() {
  const { t } = useLingui();
  return (
    <Page
      title={t`Your password is changed`}
      icon="check"
      tone="success"
      lead={<Trans>You have been signed out everywhere. Sign in with your new password to go on.</Trans>}
    >
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
    </Page>
  );
}
