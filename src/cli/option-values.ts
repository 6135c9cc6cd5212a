import { InvalidArgumentError, type Option } from 'commander';

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

/** What each reader below takes. */
const VALUES = new WeakMap<object, readonly string[]>();

/** The values that an option takes, as people write them; none where it takes any. */
export function valuesOf({ parseArg }: Option): readonly string[] {
  return (parseArg && VALUES.get(parseArg)) ?? [];
}

/** One of `values`, in any case; the API writes them in capitals. */
export function oneOf<Value extends string>(...values: Value[]): (text: string) => Value {
  const read = (text: string): Value => {
    const found = values.find((value) => value === text.toUpperCase().replace(/[:-]/g, '_'));
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${values.join(', ')}.`);
    return found;
  };
  VALUES.set(
    read,
    values.map((value) => value.toLowerCase()),
  );
  return read;
}

/** As {@link oneOf}, for an option that is given several times. */
export function someOf<Value extends string>(
  ...values: Value[]
): (text: string, former?: Value[]) => Value[] {
  const read = oneOf(...values);
  const readMore = (text: string, former: Value[] = []): Value[] => [...former, read(text)];
  VALUES.set(readMore, VALUES.get(read)!);
  return readMore;
}
