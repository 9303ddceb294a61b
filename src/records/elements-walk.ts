import { ELEMENTS } from '../wasm/compiled.ts';
import { type Constant, instantiate } from '../wasm/instance.ts';
import { fillElementsTable } from './elements-automaton.ts';

/** The longest stretch of input that is walked through at a time, in bytes: a chunk of a stream. */
export const STRETCH_BYTES = 256 * 1024;

/** Where three cursors begin in a stretch, each behind a comma. */
export type Starts = readonly [first: 0, second: number, third: number];

/** Elements of a stretch, one behind the other; each an object or an array, well formed and with a comma behind it. */
export interface FoundElements {
  /** Where each begins, and its length without white space. Two numbers an element. */
  readonly bounds: readonly Int32Array[];
  /** Behind the last one's comma. */
  readonly end: number;
}

/** Three cursors that go through one stretch side by side. */
export interface ElementsWalk {
  /** Room for the stretch. */
  readonly stretch: Uint8Array;
  /** Where spaced elements are put without their white space, each where it begins in the stretch. */
  readonly target: Uint8Array;
  /**
   * Looks for elements of at most `elementBytes` bytes as they stand.
   *
   * @returns `spaced` where elements were to be without white space, and one isn't.
   */
  walk(length: number, starts: Starts, elementBytes: number, form: 'compact'): FoundElements | 'spaced';
  walk(length: number, starts: Starts, elementBytes: number, form: 'spaced'): FoundElements;
}

/** What `wasm/assembly/elements.ts` exports. */
interface Elements {
  readonly FIRST_ROW: Constant;
  readonly ENDED: Constant;
  readonly BROKEN: Constant;
  readonly TABLE: Constant;
  readonly TABLE_BYTES: Constant;
  readonly STRETCH: Constant;
  readonly TARGET: Constant;
  walk(length: number, second: number, third: number, elementBytes: number, isSpaced: boolean): void;
  metSpace(): number;
  boundsOf(cursor: number): number;
  foundBy(cursor: number): number;
  endOf(cursor: number): number;
}

/** Makes the cursors and what they need: 3 MB. Takes some 10 ms. `undefined` where there is no WebAssembly. */
export function createElementsWalk(): ElementsWalk | undefined {
  const instance = instantiate<Elements>(ELEMENTS);
  if (instance === undefined) return undefined;
  const { exports, memory } = instance;
  fillElementsTable(new Uint32Array(memory.buffer, exports.TABLE.value, exports.TABLE_BYTES.value / 4), {
    firstRow: exports.FIRST_ROW.value,
    ended: exports.ENDED.value,
    broken: exports.BROKEN.value,
  });
  const room = ({ value }: Constant) => memory.subarray(value, value + STRETCH_BYTES);
  const boundsOf = (cursor: number) =>
    new Int32Array(memory.buffer, exports.boundsOf(cursor), 2 * exports.foundBy(cursor));
  const found = (starts: Starts): FoundElements => {
    const bounds: Int32Array[] = [];
    let end = 0;
    for (const [cursor, start] of starts.entries()) {
      // A start is a guess until the cursor before has arrived there.
      if (end !== start) break;
      bounds.push(boundsOf(cursor));
      end = exports.endOf(cursor);
    }
    return { bounds, end };
  };
  const walk = (length: number, starts: Starts, elementBytes: number, form: 'compact' | 'spaced') => {
    exports.walk(length, starts[1], starts[2], elementBytes, form === 'spaced');
    return form === 'compact' && exports.metSpace() ? 'spaced' : found(starts);
  };
  return { stretch: room(exports.STRETCH), target: room(exports.TARGET), walk: walk as ElementsWalk['walk'] };
}
