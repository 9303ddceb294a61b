import { showByte } from './ascii.ts';
import { InputError } from './input-error.ts';

/** The input doesn't begin with an array; `at` is the byte's offset in the file, here and below. */
export function noArray(file: string, byte: number, at: number): InputError {
  const found = `${showByte(byte)} at byte ${at} doesn't begin a JSON array`;
  return new InputError(file, `${found}; wrap the records in [ ] or say --format ndjson.`);
}

/** A byte that the array can't go on with, in a record or behind it. */
export function syntaxError(
  file: string,
  record: number,
  byte: number,
  at: number,
  expected: string,
): InputError {
  const found = `found ${showByte(byte)} at byte ${at} where ${expected} was expected`;
  const message = `the array is broken at record ${record}: ${found}; nothing behind it can be read.`;
  return new InputError(file, message);
}

/** Anything but white space behind the array. */
export function textBehind(file: string, byte: number, at: number): InputError {
  const found = `text stands behind the end of the array: ${showByte(byte)} at byte ${at}`;
  return new InputError(file, `${found}; if each line is a record, say --format ndjson.`);
}

/** The input ends at `at`, inside a record or between two. */
export function brokenOff(file: string, at: number, record: number | undefined): InputError {
  const place = record === undefined ? 'before its closing "]"' : `inside record ${record}`;
  const message = `the array breaks off at byte ${at}, ${place}; complete the file and send it again.`;
  return new InputError(file, message);
}
