import { useLingui } from '@lingui/react/macro';
import { useNow } from './useNow.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A time in the language of the page and the time zone of the reader. Within a day it says how long ago that is, and
 * keeps saying what is true. Date, time and zone are in the title.
 */
export function Timestamp({ at }: { at: string }) {
  const { i18n, t } = useLingui();
  const agoMs = useNow() - Date.parse(at);
  // One kind of digits on a page, also in Arabic, where two are in use.
  const latin = { numberingSystem: 'latn' } as const;
  const full = i18n.date(at, { dateStyle: 'full', timeStyle: 'long', ...latin });
  const words =
    // A time further ahead comes of a clock that is wrong, and then no distance is right.
    agoMs <= -MINUTE_MS || agoMs >= DAY_MS
      ? i18n.date(at, { dateStyle: 'medium', timeStyle: 'short', ...latin })
      : agoMs < MINUTE_MS
        ? t`just now`
        : ago(i18n.locale, agoMs);
  return (
    <time key={words} dateTime={at} title={full}>
      {words}
    </time>
  );
}

function ago(language: string, ms: number): string {
  const format = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`);
  if (ms < HOUR_MS) return format.format(-Math.floor(ms / MINUTE_MS), 'minute');
  return format.format(-Math.floor(ms / HOUR_MS), 'hour');
}
