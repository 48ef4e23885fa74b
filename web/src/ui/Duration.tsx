import { useLingui } from '@lingui/react';
import { durationInWords } from '../i18n/duration.ts';

/** A duration in words: for how long something holds. */
export function Duration({ seconds }: { seconds: number }) {
  const { i18n } = useLingui();
  return durationInWords(seconds, i18n.locale);
}

/** The words for a wait that counts down. Not announced: every second would be too often. */
export function Wait({ seconds }: { seconds: number }) {
  const { i18n } = useLingui();
  return (
    <bdi className="wait" role="timer">
      {durationInWords(seconds, i18n.locale, 'up')}
    </bdi>
  );
}
