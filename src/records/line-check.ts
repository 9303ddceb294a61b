import { showByte, skipSpace } from './ascii.ts';
import { JsonScanner } from './json-scanner.ts';

/** Why a line isn't JSON: the byte, and in words; at the end of the line when it only breaks off. */
export interface LineFault {
  readonly at: number;
  readonly message: string;
}

/** Checks that lines are one JSON value each, surrounded by white space at most. */
export class LineCheck {
  readonly #scanner = new JsonScanner();

  /** The fault of the line in `[from, to)`, or undefined where there is none. */
  fault(bytes: Uint8Array, from: number, to: number): LineFault | undefined {
    const scanner = this.#scanner;
    scanner.reset();
    let at = scanner.scan(bytes, skipSpace(bytes, from, to), to);
    if (scanner.verdict === 'open') scanner.finish();
    if (scanner.verdict === 'bad') return this.#describe(bytes, at, to, scanner.expected());
    if (at < to) at = skipSpace(bytes, at, to);
    return at === to ? undefined : this.#describe(bytes, at, to, 'the end of the line');
  }

  #describe(bytes: Uint8Array, at: number, to: number, expected: string): LineFault {
    const found = at < to ? showByte(bytes[at] as number) : 'the end of the line';
    return { at, message: `found ${found} where ${expected} was expected` };
  }
}
