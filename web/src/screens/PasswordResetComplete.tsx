import { Trans, useLingui } from '@lingui/react/macro';
import { ContinueHome } from '../app/ContinueHome.tsx';
import { SignedInAs } from '../app/SignedInAs.tsx';
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
      lead={<Trans>Every device has been signed out of this account. Sign in with your new password to go on.</Trans>}
    >
      <SignedInAs />
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
      <ContinueHome />
    </Page>
  );
}
