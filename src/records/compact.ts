/**
 * Moves the bytes of `[from, to)` that lie outside the cuts together, to the left, and returns the end of the rest.
 * `cuts` holds pairs (first byte, byte after the last) in order; `cutCount` numbers of it count.
 */
export function compact(
  bytes: Uint8Array,
  from: number,
  to: number,
  cuts: Int32Array,
  cutCount: number,
): number {
  if (cutCount === 0) return to;
  let out = Math.max(from, cuts[0] as number);
  for (let pair = 0; pair < cutCount; pair += 2) {
    const start = cuts[pair + 1] as number;
    const end = pair + 2 < cutCount ? (cuts[pair + 2] as number) : to;
    // A loop, because most pieces are too short for copyWithin to pay.
    for (let at = start; at < end; at += 1) {
      bytes[out] = bytes[at] as number;
      out += 1;
    }
  }
  return out;
}

/** How many bytes the cuts take out. */
export function cutLength(cuts: Int32Array, cutCount: number): number {
  let length = 0;
  for (let pair = 0; pair < cutCount; pair += 2)
    length += (cuts[pair + 1] as number) - (cuts[pair] as number);
  return length;
}
