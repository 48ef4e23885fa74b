import { Trans, useLingui } from '@lingui/react/macro';
import { useHistoryState } from 'wouter/use-browser-location';
import { Address } from '../app/Address.tsx';
import { ContinueHome } from '../app/ContinueHome.tsx';
import { carry } from '../app/carried.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { useSend } from '../app/useSend.ts';
import { ConfirmEmailChangeDocument, EmailChangeLinkDocument } from '../generated/graphql.ts';
import { BrokenLink } from '../links/BrokenLink.tsx';
import { CheckingLink } from '../links/CheckingLink.tsx';
import { addressAfterId, forgetLink, isAbout } from '../links/mailedLink.ts';
import { useMailedLink } from '../links/useMailedLink.ts';
import { Button } from '../ui/Button.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** Confirm the new address of an account. Opening the page changes nothing, since mail scanners open links. */
export default function EmailChange() {
  const { t } = useLingui();
  const [state, refuseLink] = useMailedLink('email-change', EmailChangeLinkDocument);
  const { send, sending, failure } = useSend(ConfirmEmailChangeDocument);
  // In the history, so that a reload says the same.
  const changed = useHistoryState<{ readonly changed?: string } | null>()?.changed;
  const title = t`Confirm your new email address`;

  if (changed) return <Changed uid={changed} />;
  if (state.kind === 'broken') return <BrokenLink status={state.status} page="email-change" />;
  if (state.kind !== 'valid') return <CheckingLink title={title} icon="mail" state={state} />;
  const { link } = state;
  const address = <NewAddress uid={link.uid} />;

  async function confirm() {
    const outcome = await send({ ...link }, ({ __typename }) => {
      if (__typename !== 'EmailChanged') return;
      forgetLink('email-change');
      carry({ email: addressAfterId(link.uid) ?? '' });
    });
    switch (outcome?.__typename) {
      case 'InvalidLink':
        return refuseLink(outcome.status);
      case 'EmailChanged':
        return history.replaceState({ changed: link.uid }, '');
    }
  }

  return (
    <Page
      title={title}
      phase="ask"
      icon="mail"
      refused={failure !== null}
      lead={
        <Trans>
          Confirm that {address} is yours. From then on you sign in with it, and every other device is signed out.
        </Trans>
      }
    >
      <SignedInAs isOwn={({ id }) => isAbout(link.uid, id)} />
      {failure && <RequestFailureNotice failure={failure} />}
      <Button busy={sending} busyLabel={t`Saving…`} onPress={confirm}>
        <Trans>Confirm this address</Trans>
      </Button>
      <p className="aside">
        <Trans>Didn't ask for this? Then close this page: nothing changes.</Trans>
      </p>
    </Page>
  );
}

function Changed({ uid }: { uid: string }) {
  const { t } = useLingui();
  const address = <NewAddress uid={uid} />;
  return (
    <Page
      title={t`Your email address is changed`}
      phase="changed"
      icon="check"
      tone="success"
      lead={
        <Trans>
          Sign in with {address} from now on. Every other device has been signed out. We have told your former address.
        </Trans>
      }
    >
      <SignedInAs isOwn={({ id }) => isAbout(uid, id)} />
      <ButtonLink href="/account">
        <Trans>Go to your account</Trans>
      </ButtonLink>
      <ContinueHome />
    </Page>
  );
}

/** The address that the link is about. */
function NewAddress({ uid }: { uid: string }) {
  return (
    <strong>
      <Address email={addressAfterId(uid) ?? ''} />
    </strong>
  );
}
