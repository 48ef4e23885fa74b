import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { Address } from '../app/Address.tsx';
import { carry, carryOverEmail } from '../app/carried.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { RequestFailure } from '../app/requestFailure.ts';
import { Button } from '../ui/Button.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Duration, Wait } from '../ui/Duration.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Page } from '../ui/Page.tsx';
import { useSecondsUntil } from '../ui/useSecondsUntil.ts';

/**
 * What the previous page passes on: the address, when the email was requested (milliseconds since 1970), and for how
 * long its link works.
 */
export interface SentEmail {
  readonly email: string;
  readonly sentAt: number;
  readonly expiresInSeconds: number;
}

/** An outcome that tells of an email on its way. */
interface EmailOnItsWay {
  /** The address as the server has read it. */
  readonly email: string;
  /** For how many seconds the link works. */
  readonly expiresIn: number;
}

/** Where an email is on its way, lets the address and what else is carried wait for the tab that its link opens. */
export function carryToLink(outcome: EmailOnItsWay | object): void {
  if (!('expiresIn' in outcome)) return;
  carry({ email: outcome.email });
  carryOverEmail(outcome.expiresIn);
}

/** The email of an outcome, sent just now. */
export function sentEmail({ email, expiresIn }: EmailOnItsWay): SentEmail {
  return { email, sentAt: Date.now(), expiresInSeconds: expiresIn };
}

/** An email takes a while to arrive. Requests before that would only fill the mailbox. */
const PAUSE_MS = 60_000;

interface EmailSentProps {
  readonly title: string;
  /** What was done, in a sentence that does not tell whether the address has an account. Null: it is not known here. */
  readonly lead: (email: ReactNode | null) => ReactNode;
  readonly askAgainAt: string;
  readonly sending: boolean;
  readonly failure: RequestFailure | null;
  /** Requests another email; resolves with undefined where there is nothing to say about it. */
  readonly onAgain: (email: string) => Promise<SentEmail | undefined>;
}

/**
 * Says when to expect the email and what to check when it does not arrive, and offers to send it again after a while.
 */
export function EmailSent({ title, lead, askAgainAt, sending, failure, onAgain }: EmailSentProps) {
  const { t } = useLingui();
  const passedOn = useHistoryState<SentEmail | null>();
  const [resent, setResent] = useState<SentEmail | null>(null);
  const sent = resent ?? (passedOn?.email ? passedOn : null);
  const seconds = useSecondsUntil((sent?.sentAt ?? 0) + PAUSE_MS);

  async function again(email: string) {
    const mail = await onAgain(email);
    if (!mail) return;
    setResent(mail);
    history.replaceState(mail, '');
  }

  return (
    <Page
      title={title}
      icon="mail"
      tone="success"
      lead={lead(
        sent ? (
          <strong>
            <Address email={sent.email} />
          </strong>
        ) : null,
      )}
      after={
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      }
    >
      {sent && (
        <p>
          <Trans>
            Wrong address? <Link href={askAgainAt}>Change it</Link>
          </Trans>
        </p>
      )}
      <ul className="tips">
        <li>
          <Trans>It usually arrives within a minute or two.</Trans>
        </li>
        <li>
          <Trans>Nothing there? Look in your spam folder, and check that the address is spelt right.</Trans>
        </li>
        {sent && (
          <li>
            <Trans>
              The link works for <Duration seconds={sent.expiresInSeconds} />.
            </Trans>
          </li>
        )}
      </ul>
      {failure && <RequestFailureNotice failure={failure} />}
      {sent ? (
        <Button
          look="quiet"
          busy={sending}
          busyLabel={t`Sending…`}
          waiting={seconds > 0}
          onPress={() => again(sent.email)}
        >
          {seconds > 0 ? (
            <Trans>
              Send it again in <Wait seconds={seconds} />
            </Trans>
          ) : (
            <Trans>Send it again</Trans>
          )}
        </Button>
      ) : (
        <ButtonLink href={askAgainAt} quiet>
          <Trans>Ask for a new email</Trans>
        </ButtonLink>
      )}
      {sent && (
        <p className="sent-again" role="status">
          {resent && seconds > 0 && !failure && (
            <>
              <Icon name="check" size={16} />
              <Trans>Sent again</Trans>
            </>
          )}
        </p>
      )}
    </Page>
  );
}
