import { isSpace } from './ascii.ts';
import type { BlockBuilder, Rejection } from './block-builder.ts';
import { InputError } from './input-error.ts';

const PRETTY_PRINTED =
  'one JSON value stands on several lines; wrap it in [ ] or put it on one line, because each line is a record.';

/** Whether JSON that isn't complete ends like the first line of a value printed over several lines. */
export function opensMoreLines(bytes: Uint8Array, from: number, to: number): boolean {
  let last = to - 1;
  while (last > from && isSpace(bytes[last] as number)) last -= 1;
  return '{[,:'.includes(String.fromCharCode(bytes[last] as number));
}

/**
 * Holds back the rejection of a first line that breaks off until the second line tells what it is.
 * If that isn't JSON either, one value stands on several lines: rejecting them one by one would help nobody.
 */
export class FirstLine {
  #state: 'awaited' | 'seen' = 'awaited';
  #suspect: Rejection | undefined;

  /** A line is about to be handed on as a record, or rejected for another reason than its JSON. */
  settle(builder: BlockBuilder): void {
    this.#state = 'seen';
    if (this.#suspect === undefined) return;
    builder.reject(this.#suspect);
    this.#suspect = undefined;
  }

  /** A line that isn't JSON is to be rejected. */
  reject(builder: BlockBuilder, rejection: Rejection, end: 'opens more lines' | 'other'): void {
    if (this.#suspect !== undefined) throw new InputError(rejection.file, PRETTY_PRINTED);
    if (this.#state === 'awaited' && end === 'opens more lines') this.#suspect = rejection;
    else builder.reject(rejection);
    this.#state = 'seen';
  }
}
