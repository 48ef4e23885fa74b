import { Trans, useLingui } from '@lingui/react/macro';
import { ContinueHome } from '../app/ContinueHome.tsx';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** The account has been created. */
export default function RegisterComplete() {
  const { t } = useLingui();
  return (
    <Page
      title={t`Your account is ready`}
      icon="check"
      tone="success"
      lead={<Trans>Sign in with your email address and the password you have just chosen.</Trans>}
    >
      <SignedInAs />
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
      <ContinueHome />
    </Page>
  );
}
