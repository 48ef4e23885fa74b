import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { place } from '../app/place.ts';
import type { LinkStatus } from '../generated/graphql.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

interface BrokenLinkProps {
  /** Why it cannot be used; MISSING when the page was opened without a link. */
  readonly status: Exclude<LinkStatus, 'VALID'> | 'MISSING';
  /** What the link is for. */
  readonly purpose: 'reset' | 'register' | 'revoke';
}

/** Says why a link from an email does not work, and offers a new one. */
export function BrokenLink({ status, purpose }: BrokenLinkProps) {
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
    SPENT: <Spent purpose={purpose} />,
    INVALID: (
      <Trans>
        It was probably cut off on its way from the email. Copy the whole address from the email into the address bar,
        or start again here.
      </Trans>
    ),
    MISSING: (
      <Trans>
        This page needs the link that we sent by email. Open it from there, in this browser, or start again here.
      </Trans>
    ),
  };
  return (
    <Page title={titles[status]} phase={status} icon="link" tone="problem" lead={explanations[status]}>
      {status === 'SPENT' && purpose !== 'revoke' ? (
        <SignInFirst purpose={purpose} />
      ) : (
        <NewLinkFirst purpose={purpose} />
      )}
    </Page>
  );
}

function Spent({ purpose }: { purpose: BrokenLinkProps['purpose'] }) {
  switch (purpose) {
    case 'reset':
      return (
        <Trans>
          It was a real link, but it has been used, the password was changed, or the request was cancelled. If that was
          you, sign in.
        </Trans>
      );
    case 'register':
      return place.registration === undefined ? (
        <Trans>It was a real link, but this address has an account by now. If that was you, sign in.</Trans>
      ) : (
        <Trans>
          It was a real link, but this address has an account by now, or accounts are no longer created this way. If you
          have an account, sign in.
        </Trans>
      );
    case 'revoke':
      return (
        <Trans>
          There is nothing left to cancel: every link that we sent before has stopped working. If someone else may have
          changed your password, choose a new one.
        </Trans>
      );
  }
}

const askAgainAt = { reset: '/password-reset', register: '/register', revoke: '/password-reset' } as const;

/** A link that is spent was most often used by the same person a moment ago. */
function SignInFirst({ purpose }: { purpose: 'reset' | 'register' }) {
  return (
    <>
      <ButtonLink href="/login">
        <Trans>Sign in</Trans>
      </ButtonLink>
      <p className="aside">
        <Link href={purpose === 'register' ? '/password-reset' : askAgainAt[purpose]}>
          {purpose === 'register' ? <Trans>Forgot password?</Trans> : <Trans>Send me a new link</Trans>}
        </Link>
      </p>
    </>
  );
}

function NewLinkFirst({ purpose }: { purpose: BrokenLinkProps['purpose'] }) {
  // No one can ask for such a link themselves.
  if (purpose === 'register' && place.registration) {
    return (
      <>
        {place.registration === 'invite' && (
          <p>
            <Trans>To get a new link, ask for another invitation.</Trans>
          </p>
        )}
        <ButtonLink href="/login">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <ButtonLink href={askAgainAt[purpose]}>
        {purpose === 'revoke' ? <Trans>Choose a new password</Trans> : <Trans>Send me a new link</Trans>}
      </ButtonLink>
      <p className="aside">
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      </p>
    </>
  );
}
