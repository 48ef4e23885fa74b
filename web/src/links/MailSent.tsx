import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { SetbackNotice } from '../app/SetbackNotice.tsx';
import type { Setback } from '../app/setback.ts';
import { Button } from '../ui/Button.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Countdown, useSecondsUntil } from '../ui/Countdown.tsx';
import { Duration } from '../ui/Duration.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Page } from '../ui/Page.tsx';

/** What the page before handed on: where the mail went, when (milliseconds since 1970), and how many seconds its link works. */
export interface SentMail {
  email: string;
  sentAt: number;
  expiresInSeconds: number;
}

/** Mail takes a moment; asking again sooner than this would only fill the mailbox. */
const PAUSE_MS = 60_000;

interface MailSentProps {
  title: string;
  /** What we did, in a sentence; it may not tell whether the address has an account. */
  lead: (email: ReactNode) => ReactNode;
  askAgainAt: string;
  sending: boolean;
  setback: Setback | null;
  /** Asks for another mail; resolves with what is known of it, or undefined when it was not sent. */
  onAgain: (email: string) => Promise<SentMail | undefined>;
}

/** Tells when to expect the mail, what to check when it does not come, and lets one ask again after a while. */
export function MailSent({ title, lead, askAgainAt, sending, setback, onAgain }: MailSentProps) {
  const { t } = useLingui();
  const handedOn = useHistoryState<SentMail | null>();
  const [resent, setResent] = useState<SentMail | null>(null);
  const sent = resent ?? (handedOn?.email ? handedOn : null);
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
      emblem="mail"
      tone="success"
      lead={lead(
        sent ? (
          <strong>
            <bdi>{sent.email}</bdi>
          </strong>
        ) : (
          t`the address you gave`
        ),
      )}
      after={
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      }
    >
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
      {setback && <SetbackNotice setback={setback} />}
      {sent ? (
        <Button
          look="quiet"
          busy={sending}
          busyWords={t`Sending…`}
          waiting={seconds > 0}
          onPress={() => again(sent.email)}
        >
          {seconds > 0 ? (
            <Trans>
              Send it again in <Countdown seconds={seconds} />
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
          {resent && seconds > 0 && !setback && (
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
