import { s3Error } from './s3-error.ts';

/** The bytes from `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The one range that a `Range` header asks for of `size` bytes, or undefined for the whole: no header, several ranges
 * (S3 serves one only, doc) or a text that is no range. A range behind the end is refused.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return undefined;
  const range = from === '' ? suffix(Number(to), size) : { first: Number(from), last: lastByte(to, size) };
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (range.last < range.first) throw s3Error('InvalidRange');
  return range;
}

function suffix(length: number, size: number): ByteRange {
  return { first: length === 0 ? size : Math.max(0, size - length), last: size - 1 };
}

function lastByte(to: string, size: number): number {
  return to === '' ? size - 1 : Math.min(Number(to), size - 1);
}
