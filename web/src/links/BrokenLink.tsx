import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { place } from '../app/place.ts';
import type { LinkStatus } from '../generated/graphql.ts';
import type { LinkPage } from '../paths.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

interface BrokenLinkProps {
  /** Why it cannot be used; MISSING when the page was opened without a link. */
  readonly status: Exclude<LinkStatus, 'VALID'> | 'MISSING';
  /** The page that the link leads to. */
  readonly page: LinkPage;
}

/** Says why a link from an email does not work, and how to go on. */
export function BrokenLink({ status, page }: BrokenLinkProps) {
  const { t } = useLingui();
  const titles = {
    EXPIRED: t`This link has expired`,
    SPENT: t`This link no longer works`,
    INVALID: t`This link is not complete`,
    MISSING: t`Open the link from your email`,
  };
  const explanations: Record<BrokenLinkProps['status'], ReactNode> = {
    EXPIRED: (
      <Trans>
        For your safety, a link works only for a limited time, and this one has expired. Nothing was changed.
      </Trans>
    ),
    SPENT: <Spent page={page} />,
    INVALID: canStartAgain(page) ? (
      <Trans>
        It was probably cut off on its way from the email. Copy the whole address from the email into the address bar,
        or start again here.
      </Trans>
    ) : (
      <Trans>
        It was probably cut off on its way from the email. Copy the whole address from the email into the address bar.
      </Trans>
    ),
    MISSING: canStartAgain(page) ? (
      <Trans>
        This page needs the link that we sent by email. Open it from there, in this browser, or start again here.
      </Trans>
    ) : (
      <Trans>This page needs the link that we sent by email. Open it from there, in this browser.</Trans>
    ),
  };
  return (
    <Page title={titles[status]} phase={status} icon="link" tone="problem" lead={explanations[status]}>
      <WayOn status={status} page={page} />
    </Page>
  );
}

/** Whether people can ask for such a link themselves. */
function canStartAgain(page: LinkPage): boolean {
  if (page === 'register-confirm') return place.registration === undefined;
  return page === 'password-reset-confirm' || page === 'email-change';
}

function Spent({ page }: Pick<BrokenLinkProps, 'page'>) {
  switch (page) {
    case 'password-reset-confirm':
      return (
        <Trans>
          It was a real link, but it has been used, the password was changed, or the request was cancelled. If that was
          you, sign in.
        </Trans>
      );
    case 'register-confirm':
      return place.registration === undefined ? (
        <Trans>It was a real link, but this address has an account by now. If that was you, sign in.</Trans>
      ) : (
        <Trans>
          It was a real link, but this address has an account by now, or accounts are no longer created this way. If you
          have an account, sign in.
        </Trans>
      );
    case 'password-reset-revoke':
      return (
        <Trans>
          There is nothing left to cancel: every link that we sent before has stopped working. If someone else may have
          changed your password, choose a new one.
        </Trans>
      );
    case 'email-change':
      return (
        <Trans>
          It was a real link, but it has been used, your account was changed since, or the new address has an account of
          its own by now. Your account shows which address it has.
        </Trans>
      );
    case 'email-change-revert':
      return (
        <Trans>
          It was a real link, but it or an earlier one has been used, or your former address has an account of its own
          by now. If you have used it, choose a new password.
        </Trans>
      );
  }
}

function WayOn({ status, page }: BrokenLinkProps) {
  switch (page) {
    case 'password-reset-confirm':
      // A link that is spent was most often used by the same person a moment ago.
      if (status === 'SPENT') return <SignIn orElse={<Link href="/password-reset">{sendNewLink}</Link>} />;
      return <StartAgain at="/password-reset">{sendNewLink}</StartAgain>;
    case 'register-confirm':
      if (status === 'SPENT') return <SignIn orElse={<Link href="/password-reset">{forgotPassword}</Link>} />;
      if (canStartAgain(page)) return <StartAgain at="/register">{sendNewLink}</StartAgain>;
      return <SignIn before={place.registration === 'invite' && askForInvitation} />;
    case 'password-reset-revoke':
      return (
        <StartAgain at="/password-reset" before={status !== 'SPENT' && thenLinksStop}>
          {chooseNewPassword}
        </StartAgain>
      );
    case 'email-change':
      return (
        <ButtonLink href="/account">
          <Trans>Go to your account</Trans>
        </ButtonLink>
      );
    case 'email-change-revert':
      if (status !== 'SPENT') return <SignIn before={askForHelp} />;
      return (
        <StartAgain at="/password-reset" before={askForHelp}>
          {chooseNewPassword}
        </StartAgain>
      );
  }
}

const sendNewLink = <Trans>Send me a new link</Trans>;
const forgotPassword = <Trans>Forgot password?</Trans>;
const chooseNewPassword = <Trans>Choose a new password</Trans>;
const askForInvitation = <Trans>To get a new link, ask for another invitation.</Trans>;
const thenLinksStop = <Trans>Or choose a new password: then every link that we sent before stops working.</Trans>;
const askForHelp = <Trans>If someone else has changed your address, ask those who run this site for help.</Trans>;

function SignIn({ before, orElse }: { before?: ReactNode; orElse?: ReactNode }) {
  return (
    <>
      {before && <p className="soft">{before}</p>}
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
      {orElse && <p className="aside">{orElse}</p>}
    </>
  );
}

function StartAgain({ at, before, children }: { at: string; before?: ReactNode; children: ReactNode }) {
  return (
    <>
      {before && <p className="soft">{before}</p>}
      <ButtonLink href={at}>{children}</ButtonLink>
      <p className="aside">
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      </p>
    </>
  );
}
