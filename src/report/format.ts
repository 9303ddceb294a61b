/** Numbers as people read them. */

/** A whole number. toLocaleString would take 20 ms for its first one, which is 20 ms of every run. */
export const count = (value: number): string => withCommas(String(value));

/** Bytes with the largest unit that leaves a number of 1 or more; 1 KiB is 1,024 bytes. */
export function bytes(value: number): string {
  if (value < 1024) return `${count(value)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  // Below the next unit by less than the digit that is shown: otherwise it would read 1,024.0 of the smaller one.
  const power = Math.min(Math.floor(Math.log2(value * (1024 / 1023.95)) / 10), units.length);
  return `${decimal(value / 1024 ** power)} ${units[power - 1]}`;
}

/** Writes a number with a point before its last digits, and commas between thousands. */
export function decimal(value: number, digits = 1): string {
  const [whole = '', ...fraction] = value.toFixed(digits).split('.');
  return [withCommas(whole), ...fraction].join('.');
}

const withCommas = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** Seconds, and minutes or hours where they are many. */
export function duration(seconds: number): string {
  if (seconds < 99.95) return `${decimal(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${decimal(seconds / 3_600)} h`;
}

/** `1 record`, `2 records`, `2 retries`. */
export function plural(value: number, noun: string): string {
  if (value === 1) return `1 ${noun}`;
  return `${count(value)} ${noun.replace(/([^aeiou])y$/, '$1ie')}s`;
}
