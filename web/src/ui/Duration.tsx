import { useLingui } from '@lingui/react';
import type { Language } from '../../../server/src/domain/language.ts';
import { durationInWords } from '../../../server/src/messages/duration.ts';

/** A duration in words: for how long something holds. */
export function Duration({ seconds }: { seconds: number }) {
  const { i18n } = useLingui();
  return <span>{durationInWords(i18n.locale as Language, seconds)}</span>;
}

/** The words for a wait that counts down. Not announced: every second would be too often. */
export function Wait({ seconds }: { seconds: number }) {
  const { i18n } = useLingui();
  return (
    <bdi className="wait" role="timer">
      {durationInWords(i18n.locale as Language, seconds, 'up')}
    </bdi>
  );
}
