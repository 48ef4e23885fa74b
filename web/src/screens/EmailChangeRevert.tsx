import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Address } from '../app/Address.tsx';
import { carry } from '../app/carried.ts';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { RevertEmailChangeDocument } from '../generated/graphql.ts';
import { addressAfterId, isAbout } from '../links/mailedLink.ts';
import { NotMe } from '../links/NotMe.tsx';
import { useKeptLink } from '../links/useMailedLink.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** “It wasn't me”: put the former address of the account back. */
export default function EmailChangeRevert() {
  const { t } = useLingui();
  const link = useKeptLink('email-change-revert');
  return (
    <NotMe
      page="email-change-revert"
      mutation={RevertEmailChangeDocument}
      title={t`Didn't change your email address?`}
      lead={
        <Trans>
          Someone gave your account another email address. If it wasn't you, undo it here: your account gets its former
          address back, every device is signed out, and the password stops working. We email you a link to choose a new
          one.
        </Trans>
      }
      busyLabel={t`Undoing…`}
      done={uid => <Reverted email={addressAfterId(uid) ?? ''} />}
    >
      {link && <SignedInAs isOwn={({ id }) => isAbout(link.uid, id)} />}
    </NotMe>
  );
}

function Reverted({ email }: { email: string }) {
  const { t } = useLingui();
  const address = (
    <strong>
      <Address email={email} />
    </strong>
  );
  useEffect(() => carry({ email }), [email]);
  return (
    <Page
      title={t`The change is undone`}
      phase="reverted"
      icon="check"
      tone="success"
      lead={
        <Trans>
          Your account has the address {address} again. Every device has been signed out, and the password no longer
          works. We have emailed you a link to choose a new one.
        </Trans>
      }
    >
      <p className="soft">
        <Trans>It usually arrives within a minute or two.</Trans>
      </p>
      <ButtonLink href="/password-reset" quiet>
        <Trans>Ask for a new email</Trans>
      </ButtonLink>
    </Page>
  );
}
