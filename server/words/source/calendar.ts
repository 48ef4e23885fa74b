/** Languages whose names of months and days a guesser tries: the product's own, and the largest others. */
const CALENDAR_LANGUAGES =
  'en de fr es pt ja zh ar it nl pl cs sk sv da nb fi hu ro tr ru uk bg sr el he fa ko vi id hi th ca hr et lv lt sl'.split(
    ' ',
  );

/** The names of the months and of the weekdays, each in its order, in every language and form that calendars have. */
export function calendarLists(): string[][] {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 15)));
  const days = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)));
  return CALENDAR_LANGUAGES.flatMap(language =>
    (['long', 'short'] as const).flatMap(form => {
      const calendar = { calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' } as const;
      const named = (dates: Date[], part: 'month' | 'weekday') =>
        dates.map(date => new Intl.DateTimeFormat(language, { ...calendar, [part]: form }).format(date));
      // In some languages a month beside a day has another ending.
      const beside = months.map(
        date =>
          new Intl.DateTimeFormat(language, { ...calendar, day: 'numeric', month: form })
            .formatToParts(date)
            .find(({ type }) => type === 'month')?.value ?? '',
      );
      return [named(months, 'month'), beside, named(days, 'weekday')];
    }),
  );
}
