import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { DAY } from '../../../server/src/messages/messages.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Wait } from '../ui/Duration.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useSecondsUntil } from '../ui/useSecondsUntil.ts';
import type { RequestFailure } from './requestFailure.ts';

interface RequestFailureNoticeProps {
  /** The same object as long as it is the same failure. */
  readonly failure: RequestFailure;
  /** Whether the person has typed something, which stays. */
  readonly typed?: boolean;
  /** What a person can do instead of waiting for the end of a limit. */
  readonly wayOut?: ReactNode;
}

/** Says why a request failed, that nothing typed was lost, and when to try again. Each failure is announced anew. */
export function RequestFailureNotice(props: RequestFailureNoticeProps) {
  const { failure } = props;
  const [told, setTold] = useState({ failure, number: 0 });
  if (told.failure !== failure) setTold({ failure, number: told.number + 1 });
  return <FailureNotice key={told.number} {...props} />;
}

function FailureNotice({ failure, typed = false, wayOut }: RequestFailureNoticeProps) {
  switch (failure.kind) {
    case 'unreachable':
      return (
        <Notice tone="problem" title={<Trans>You seem to be offline</Trans>}>
          <p>
            {typed ? (
              <Trans>
                We could not reach the server. What you typed is still here: check your connection and try again.
              </Trans>
            ) : (
              <Trans>We could not reach the server. Check your connection and try again.</Trans>
            )}
          </p>
        </Notice>
      );
    case 'unanswered':
      return (
        <Notice tone="problem" title={<Trans>The server does not answer</Trans>}>
          <p>
            {typed ? (
              <Trans>
                It may be busy, or your connection slow. What you typed is still here: please try again in a moment.
              </Trans>
            ) : (
              <Trans>It may be busy, or your connection slow. Please try again in a moment.</Trans>
            )}
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="problem" title={<Trans>Something went wrong on our side</Trans>}>
          <p>
            {typed ? (
              <Trans>It is not your fault, and what you typed is still here. Please try again in a moment.</Trans>
            ) : (
              <Trans>It is not your fault. Please try again in a moment.</Trans>
            )}
          </p>
        </Notice>
      );
    case 'limited':
      return <LimitNotice {...failure} wayOut={wayOut} />;
  }
}

function LimitNotice({ until, message, wayOut }: { until: number; message?: () => string; wayOut: ReactNode }) {
  const seconds = useSecondsUntil(until);
  // Nothing counts down for days. The server's own sentence names the way out (server/src/messages).
  if (seconds >= DAY) {
    const text = message?.();
    const sentence = text ? <span key={text}>{text}</span> : <Trans>Please wait before you try again</Trans>;
    return (
      <Notice tone="wait" title={sentence}>
        <ButtonLink href="/password-reset" quiet>
          <Trans>Choose a new password</Trans>
        </ButtonLink>
      </Notice>
    );
  }
  const over = seconds === 0;
  const before = <Trans>Please wait before you try again</Trans>;
  const now = <Trans>You can try again now</Trans>;
  // The text that is no longer true keeps its space, so that nothing below moves.
  return (
    <Notice tone={over ? 'success' : 'wait'} title={over ? now : before} otherTitle={over ? before : now}>
      <p className={over ? 'unseen' : undefined}>
        <Trans>
          There have been too many attempts. You can try again in <Wait seconds={Math.max(1, seconds)} />.
        </Trans>
      </p>
      {wayOut && <p>{wayOut}</p>}
    </Notice>
  );
}
