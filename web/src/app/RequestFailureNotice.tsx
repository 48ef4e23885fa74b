import { Trans } from '@lingui/react/macro';
import { Countdown, useSecondsUntil } from '../ui/Countdown.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { RequestFailure } from './requestFailure.ts';

/** Says why a request failed, that nothing typed was lost, and when to try again. */
export function RequestFailureNotice({ failure }: { failure: RequestFailure }) {
  switch (failure.kind) {
    case 'unreachable':
      return (
        <Notice tone="problem" title={<Trans>You seem to be offline</Trans>}>
          <p>
            <Trans>
              We could not reach the server. What you typed is still here: check your connection and try again.
            </Trans>
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="problem" title={<Trans>Something went wrong on our side</Trans>}>
          <p>
            <Trans>It is not your fault, and what you typed is still here. Please try again in a moment.</Trans>
          </p>
        </Notice>
      );
    case 'limited':
      return <LimitNotice until={failure.until} />;
  }
}

function LimitNotice({ until }: { until: number }) {
  const seconds = useSecondsUntil(until);
  const over = seconds === 0;
  const before = <Trans>Too many attempts</Trans>;
  const now = <Trans>You can try again now</Trans>;
  // The text that is no longer true keeps its space, so that nothing below moves.
  return (
    <Notice tone={over ? 'success' : 'wait'} title={over ? now : before} otherTitle={over ? before : now}>
      <p className={over ? 'unseen' : undefined}>
        <Trans>
          To keep accounts safe, we ask for a short break. Try again in <Countdown seconds={seconds} />
        </Trans>
      </p>
    </Notice>
  );
}
