import type { TypedDocumentNode } from '@apollo/client';
import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { useHistoryState } from 'wouter/use-browser-location';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { useSend } from '../app/useSend.ts';
import type { LinkStatus, RevertEmailChangeMutation, RevokePasswordResetMutation } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Page } from '../ui/Page.tsx';
import { BrokenLink } from './BrokenLink.tsx';
import { forgetLink, keptLink, type MailedLink } from './mailedLink.ts';
import { useKeptLink } from './useMailedLink.ts';

interface NotMeProps {
  readonly page: 'password-reset-revoke' | 'email-change-revert';
  readonly mutation: TypedDocumentNode<RevokePasswordResetMutation | RevertEmailChangeMutation, MailedLink>;
  readonly title: string;
  readonly lead: ReactNode;
  /** The label of the button while the request is pending. */
  readonly busyLabel: string;
  /** Shown above the button. */
  readonly children?: ReactNode;
  /** The page once what a link with this uid is about is undone. */
  readonly done: (uid: string) => ReactNode;
}

/**
 * “It wasn't me”: a button that undoes what an email tells of. Opening the page changes nothing, since mail scanners
 * open links.
 */
export function NotMe({ page, mutation, title, lead, busyLabel, children, done }: NotMeProps) {
  const link = useKeptLink(page);
  const { send, sending, failure } = useSend(mutation);
  // In the history, so that a reload says the same.
  const undone = useHistoryState<{ readonly undone?: string } | null>()?.undone;
  const [refused, refuseLink] = useState<LinkStatus | null>(null);

  if (undone) return done(undone);
  if (refused && refused !== 'VALID') return <BrokenLink status={refused} page={page} />;
  if (link === null) return <BrokenLink status="MISSING" page={page} />;

  async function undo() {
    // The button may be pressed before the page has been hydrated.
    const pressedWith = link ?? keptLink(page);
    if (!pressedWith) return;
    const outcome = await send({ ...pressedWith }, () => forgetLink(page));
    if (!outcome) return;
    if (outcome.__typename === 'InvalidLink') refuseLink(outcome.status);
    else history.replaceState({ undone: pressedWith.uid }, '');
  }

  return (
    <Page title={title} phase="ask" icon="shield" refused={failure !== null} lead={lead}>
      {children}
      {failure && <RequestFailureNotice failure={failure} />}
      <Button busy={sending} busyLabel={busyLabel} onPress={undo}>
        <Trans>It wasn't me</Trans>
      </Button>
      <p className="aside">
        <Trans>It was you? Then there is nothing to do here. You can close this page.</Trans>
      </p>
    </Page>
  );
}
