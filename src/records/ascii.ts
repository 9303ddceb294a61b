const TAB = 0x09;
/** A line feed, which ends a record. */
export const NEWLINE = 0x0a;
/** What stands in front of the newline in files of Windows. */
export const CARRIAGE_RETURN = 0x0d;
/** A blank. */
export const SPACE = 0x20;
/** What stands between two elements of an array. */
export const COMMA = 0x2c;
/** What an array begins with: `[`. */
export const OPEN_BRACKET = 0x5b;
/** What an array ends with: `]`. */
export const CLOSE_BRACKET = 0x5d;

/** Whether a byte is white space in the sense of JSON (RFC 8259, section 2). */
export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === CARRIAGE_RETURN || byte === TAB;
}

/** The first byte in `[from, to)` that isn't white space; `to` when there is none. */
export function skipSpace(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(bytes[at] as number)) at += 1;
  return at;
}

/** A byte as an error message shows it: `"x"`, or its number where it can't be printed. */
export function showByte(byte: number): string {
  const printable = byte > SPACE && byte < 0x7f;
  return printable ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
