import { useLingui } from '@lingui/react';

/** A date and time in the language of the page and the time zone of the reader. */
export function Timestamp({ at }: { at: string }) {
  const { i18n } = useLingui();
  return <time dateTime={at}>{i18n.date(at, { dateStyle: 'medium', timeStyle: 'short' })}</time>;
}
