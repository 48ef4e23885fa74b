// How the systems of an import write what is true, and when something was.

/** A text or a number as text; empty for anything else, since an object from a file may throw where it is made a text. */
export function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** True and false, as JSON and databases write them; undefined for anything else. */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = plainText(value).toLowerCase();
  if (['true', 't', '1', 'yes', 'y', '\u0001'].includes(text)) return true;
  if (['false', 'f', '0', 'no', 'n', '\u0000'].includes(text)) return false;
  return undefined;
}

/** Whether a column that holds a time, or nothing, holds one. MySQL may write zeros for nothing. */
export function isTimeSet(value: unknown): boolean {
  const isNothing = value === null || value === undefined || value === '' || value === false;
  return !isNothing && !plainText(value).startsWith('0000-');
}

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|[+-]\d\d(?::?\d\d)?))?)?$/i;
/** Numbers below it are seconds, and those from it on milliseconds: the year 5138, or March 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/**
 * A point in time as databases and JSON write it: ISO 8601, with a space in the place of the T too, in UTC where it names
 * no zone; or seconds or milliseconds since 1970. Undefined for anything else, such as 30 February.
 */
export function readDate(value: unknown): Date | undefined {
  if (value instanceof Object && '$date' in value) return readDate(value.$date);
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,14}(?:\.\d+)?$/.test(value.trim()))) {
    const number = Number(value);
    return validDate(number < MILLISECONDS_FROM ? number * 1000 : number);
  }
  const [matched, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    typeof value === 'string' ? (DATE.exec(value.trim()) ?? []) : [];
  if (matched === undefined) return undefined;
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const local = validDate(Date.parse(plain));
  // Date.parse takes 30 February for 1 March, and 24:00 for the next day.
  if (!local || local.toISOString() !== plain) return undefined;
  return validDate(local.getTime() - offsetMinutes(zone) * 60_000);
}

function offsetMinutes(zone: string): number {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** PostgreSQL and SQLite both hold these years. */
function validDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= 1900 && year < 10_000 ? date : undefined;
}
