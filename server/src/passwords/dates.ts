const YEAR = /^(?:19[2-9]\d|20[0-4]\d)$/;
const isDay = (day: number) => day >= 1 && day <= 31;
const isMonth = (month: number) => month >= 1 && month <= 12;
const isDayAndMonth = (a: number, b: number) => (isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b));

/**
 * The guesses, as a power of ten, that digits cost as a year, a day of the year, or a date in any order of its parts;
 * undefined where they are none. Their separators have been taken out.
 */
export function priceOfDate(digits: string): number | undefined {
  const part = (from: number, to?: number) => Number(digits.slice(from, to));
  switch (digits.length) {
    case 4:
      if (YEAR.test(digits)) return 1.6;
      return isDayAndMonth(part(0, 2), part(2)) ? 2.6 : undefined;
    case 6:
      return isDayAndMonth(part(0, 2), part(2, 4)) || isDayAndMonth(part(2, 4), part(4)) || isYearAndMonth(digits)
        ? 4
        : undefined;
    case 7:
    case 8:
      return isYearThen(digits) || isThenYear(digits) ? 4.2 : undefined;
    default:
      return undefined;
  }
}

function isYearThen(digits: string): boolean {
  return YEAR.test(digits.slice(0, 4)) && splitsIntoDay(digits.slice(4));
}

function isThenYear(digits: string): boolean {
  return YEAR.test(digits.slice(-4)) && splitsIntoDay(digits.slice(0, -4));
}

function isYearAndMonth(digits: string): boolean {
  return (
    (YEAR.test(digits.slice(0, 4)) && isMonth(Number(digits.slice(4)))) ||
    (YEAR.test(digits.slice(2)) && isMonth(Number(digits.slice(0, 2))))
  );
}

function splitsIntoDay(digits: string): boolean {
  return [1, 2].some(at => isDayAndMonth(Number(digits.slice(0, at)), Number(digits.slice(at))));
}
