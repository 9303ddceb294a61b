const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.concat('abcdefghijklmnopqrstuvwxyz0123456789+/');

/** The characters of base64, two at a time: each pair of them stands for 12 bits. */
const PAIRS = pairsOf((first) => Array.from(ALPHABET, (second) => first + second));
/** A last character with its padding, for 6 bits. */
const PADDED = pairsOf((last) => [`${last}=`]);
const [PADDING = 0] = pairsOf(() => ['==']);

/** As the machine reads memory, so that the order of its bytes doesn't matter. */
function pairsOf(pairsAfter: (character: string) => readonly string[]): Uint16Array {
  const text = Array.from(ALPHABET, (character) => pairsAfter(character).join('')).join('');
  return new Uint16Array(Uint8Array.from(Buffer.from(text, 'latin1')).buffer);
}

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
  pairs[pair + 1] = second === undefined ? PADDING : (PADDED[(bits & 4095) >> 6] as number);
}
