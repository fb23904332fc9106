interface Day {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

const DAY_SECONDS = 86_400;

/** The Gregorian date of a day counted from 1970, for years far outside of what `Date` knows. */
function dateOf(days: number): Day {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays + Math.floor(dayOfEra / 36_524)) / 365);
  const fromMarch =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * fromMarch + 2) / 153);
  const day = fromMarch - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function monthLength({ year, month }: Day): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function dayOfYear(date: Day): number {
  let days = date.day;
  for (let month = 1; month < date.month; month += 1) days += monthLength({ ...date, month });
  return days;
}

/** The remainder that is never negative. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function ofDay(pick: (date: Day) => number): (seconds: number) => number {
  return (seconds) => pick(dateOf(Math.floor(seconds / DAY_SECONDS)));
}

type OfSeconds = (seconds: number) => number;

const PARTS: Readonly<Record<string, OfSeconds>> = {
  year: ofDay(({ year }) => year),
  month: ofDay(({ month }) => month),
  day_of_month: ofDay(({ day }) => day),
  day_of_year: ofDay(dayOfYear),
  days_in_month: ofDay(monthLength),
  day_of_week: (seconds) => modulo(Math.floor(seconds / DAY_SECONDS) + 4, 7),
  hour: (seconds) => Math.floor(modulo(seconds, DAY_SECONDS) / 3600),
  minute: (seconds) => Math.floor(modulo(seconds, 3600) / 60),
};

/** Whole seconds since 1970, rounded to zero; UTC. No time is no date. */
export const DATES: ReadonlyMap<string, OfSeconds> = new Map(
  Object.entries(PARTS).map(([name, part]) => [
    name,
    (seconds: number): number => (Number.isFinite(seconds) ? part(Math.trunc(seconds)) : NaN),
  ]),
);
