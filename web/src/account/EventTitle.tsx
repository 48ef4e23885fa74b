import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { EventFieldsFragment, SecurityEventKind } from '../generated/graphql.ts';

/** Of the kinds that are never folded. */
const titles: Record<Exclude<SecurityEventKind, 'LOGIN_FAILED' | 'PASSWORD_RESET_REQUESTED'>, ReactNode> = {
  REGISTERED: <Trans>Account created</Trans>,
  LOGGED_IN: <Trans>Signed in</Trans>,
  LOGGED_OUT: <Trans>Signed out</Trans>,
  PASSWORD_RESET_REVOKED: <Trans>Links for a new password cancelled</Trans>,
  PASSWORD_RESET: <Trans>New password chosen by email link</Trans>,
  PASSWORD_CHANGED: <Trans>Password changed</Trans>,
  SESSION_ENDED: <Trans>A device was signed out</Trans>,
  EMAIL_CHANGE_REQUESTED: <Trans>Change of email address requested</Trans>,
  EMAIL_CHANGED: <Trans>Email address changed</Trans>,
  EMAIL_CHANGE_REVERTED: <Trans>Change of email address undone</Trans>,
};

/** What happened, in words, with its number where several are folded into one. */
export function EventTitle({ event }: { event: EventFieldsFragment }) {
  switch (event.kind) {
    case 'LOGIN_FAILED':
      return <Plural value={event.count} one="Failed sign-in" other="# failed sign-ins" />;
    case 'PASSWORD_RESET_REQUESTED':
      return <Plural value={event.count} one="Link for a new password sent" other="# links for a new password sent" />;
    default:
      return titles[event.kind];
  }
}
