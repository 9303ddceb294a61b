import { type Input, numberOf, stringOf } from '../input.ts';
import { readPageToken, writePageToken } from '../page-token.ts';
import { WireError } from '../service.ts';

/** A page of a list in IAM's manner: `Marker` says where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** The page that the call asks for: 100 items, or `MaxItems` of them (1 to 1,000, doc). */
export function pageOf<T>(all: readonly T[], input: Input): Page<T> {
  const from = readFrom(input);
  const end = from + readMost(input);
  const isTruncated = end < all.length;
  return {
    items: all.slice(from, end),
    IsTruncated: isTruncated,
    ...(isTruncated && { Marker: writePageToken(end) }),
  };
}

function readFrom(input: Input): number {
  const marker = stringOf(input, 'Marker');
  const from = marker === undefined ? 0 : readPageToken(marker);
  if (typeof from === 'number') return from;
  throw new WireError('ValidationError', 'Invalid Marker.');
}

function readMost(input: Input): number {
  const most = numberOf(input, 'MaxItems') ?? 100;
  if (Number.isInteger(most) && most >= 1 && most <= 1_000) return most;
  throw new WireError('ValidationError', 'MaxItems must be between 1 and 1000.');
}
