import { Plural } from '@lingui/react/macro';

/** A number of seconds in words, in the largest unit that it is a whole number of: 3600 is “1 hour”. */
export function Duration({ seconds }: { seconds: number }) {
  const days = seconds / 86_400;
  const hours = seconds / 3_600;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (days >= 2 && Number.isInteger(days)) return <Plural value={days} one="# day" other="# days" />;
  if (Number.isInteger(hours)) return <Plural value={hours} one="# hour" other="# hours" />;
  return <Plural value={minutes} one="# minute" other="# minutes" />;
}
