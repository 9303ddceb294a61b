/** The characters of base64, two at a time: each pair of them stands for 12 bits. */
const PAIRS = base64Pairs();

function base64Pairs(): Uint16Array {
  const alphabet = Buffer.from(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.concat('abcdefghijklmnopqrstuvwxyz0123456789+/'),
    'latin1',
  );
  const pairs = new Uint8Array(2 * 4096);
  for (let bits = 0; bits < 4096; bits += 1)
    pairs.set([alphabet[bits >> 6] ?? 0, alphabet[bits & 63] ?? 0], 2 * bits);
  // Read as the machine reads memory, so that the order of its bytes doesn't matter.
  return new Uint16Array(pairs.buffer);
}

const EQUALS = 0x3d;

/** Where text is written two characters at a time: the same memory as bytes and as pairs of them. */
export interface PairTarget {
  readonly bytes: Buffer;
  /** The whole of the memory behind `bytes`. */
  readonly pairs: Uint16Array;
}

/**
 * From this length on, in bytes, Node's own encoder is faster, in spite of the string that it makes. (Measured: a
 * record of 77 bytes takes 0.06 µs by table and 0.14 µs by Node, one of 51,200 bytes 89 and 8 µs.)
 */
const NATIVE_FROM_BYTES = 256;

/**
 * Writes bytes as base64 with padding.
 *
 * @param at - Where to begin in `target.bytes`; an even place in memory.
 * @returns The place behind the last character.
 */
export function writeBase64(target: PairTarget, at: number, bytes: Uint8Array): number {
  return bytes.length < NATIVE_FROM_BYTES ? writeByTable(target, at, bytes) : writeByNode(target, at, bytes);
}

function writeByNode({ bytes: target }: PairTarget, at: number, bytes: Uint8Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return at + target.write(text, at, 'latin1');
}

function writeByTable({ bytes: target, pairs }: PairTarget, at: number, bytes: Uint8Array): number {
  const rest = bytes.length % 3;
  const whole = bytes.length - rest;
  let pair = (target.byteOffset + at) >> 1;
  for (let from = 0; from < whole; from += 3) {
    const bits =
      ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    pairs[pair] = PAIRS[bits >> 12] as number;
    pairs[pair + 1] = PAIRS[bits & 4095] as number;
    pair += 2;
  }
  if (rest > 0) writeRest(pairs, pair, bytes[whole] as number, bytes[whole + 1]);
  return at + 4 * Math.ceil(bytes.length / 3);
}

/** The last byte or two, and as many characters of padding as are missing. */
function writeRest(pairs: Uint16Array, pair: number, first: number, second: number | undefined): void {
  const bits = (first << 16) | ((second ?? 0) << 8);
  pairs[pair] = PAIRS[bits >> 12] as number;
  pairs[pair + 1] = PAIRS[bits & 4095] as number;
  const characters = new Uint8Array(pairs.buffer, 2 * (pair + 1), 2);
  if (second === undefined) characters[0] = EQUALS;
  characters[1] = EQUALS;
}
