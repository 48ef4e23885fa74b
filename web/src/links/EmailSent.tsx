import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { Address } from '../app/Address.tsx';
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

/** An email takes a while to arrive. Requests before that would only fill the mailbox. */
const PAUSE_MS = 60_000;

interface EmailSentProps {
  readonly title: string;
  /** What was done, in a sentence that does not tell whether the address has an account. Null: it is not known here. */
  readonly lead: (email: ReactNode | null) => ReactNode;
  readonly askAgainAt: string;
  readonly sending: boolean;
  readonly failure: RequestFailure | null;
  /** Requests another email; resolves with undefined when the request failed. */
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
