import { InvalidArgumentError } from 'commander';

/** A whole number of at least 0. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('It is a whole number.');
  return number;
}

/** A whole number of at least 1. */
export function count(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It is at least 1.');
  return number;
}

/** Number of a version, with or without the v of its label. */
export function versionNumber(text: string): number {
  return wholeNumber(text.replace(/^v(?=\d)/, ''));
}

/** A time, or a day that begins in UTC; as the API takes it. */
export function time(text: string): string {
  const date = new Date(text);
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  // a day that no month has would be another day
  if (day === undefined || Number.isNaN(date.getTime()) || !isDay(day))
    throw new InvalidArgumentError('It is a time such as 2026-12-31 or 2026-12-31T12:00:00Z.');
  return date.toISOString();
}

function isDay(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** One of `values`, in any case; the API writes them in capitals. */
export function oneOf<Value extends string>(...values: Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text.toUpperCase().replace(/[:-]/g, '_'));
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${values.join(', ')}.`);
    return found;
  };
}

/** As {@link oneOf}, for an option that is given several times. */
export function someOf<Value extends string>(
  ...values: Value[]
): (text: string, former?: Value[]) => Value[] {
  const read = oneOf(...values);
  return (text, former = []) => [...former, read(text)];
}
