import { ElementCursor, type Stretch } from './element-cursor.ts';
import { createPasses, STOPS } from './element-passes.ts';
import { BROKEN, ENDED, elementsAutomaton, FIRST_ROW } from './elements-automaton.ts';

/** The longest stretch of input that is walked through at a time, in bytes: a chunk. */
export const STRETCH_BYTES = 256 * 1024;

/** Whether elements may hold white space outside of strings. */
export type ElementsForm = 'compact' | 'spaced';

/** Three cursors that go through one stretch side by side, from three starting points. */
export interface ElementsWalk {
  readonly stretch: Stretch;
  /** Where spaced elements are put without their white space, each at its own place. */
  readonly target: Uint8Array;
  readonly cursors: readonly [ElementCursor, ElementCursor, ElementCursor];
  /** Lets the cursors go on until each has stopped; where elements are to be compact, also at white space. */
  walk(form: ElementsForm): void;
}

/** Makes the cursors and what they need: 3 MB. Takes some 10 ms. */
export function createElementsWalk(): ElementsWalk {
  const stretch: Stretch = { bytes: new Uint8Array(STRETCH_BYTES + 1), length: 0, elementBytes: 0 };
  const target = new Uint8Array(STRETCH_BYTES + 1);
  const cursors = [
    new ElementCursor(stretch),
    new ElementCursor(stretch),
    new ElementCursor(stretch),
  ] as const;
  const passes = createPasses(elementsAutomaton(), stretch.bytes, target);
  const [a, b, c] = cursors;
  const walk = (form: ElementsForm): void => {
    while (a.state === 'walking' && b.state === 'walking' && c.state === 'walking') {
      passes[form](a, b, c);
      settle(a, form);
      settle(b, form);
      settle(c, form);
    }
    for (const cursor of cursors) {
      while (cursor.state === 'walking') {
        passes.single(cursor, STOPS[form]);
        settle(cursor, form);
      }
    }
  };
  return { stretch, target, cursors, walk };
}

/** Does what the entry that a cursor met last asks for. */
function settle(cursor: ElementCursor, form: ElementsForm): void {
  if (cursor.row === ENDED) cursor.close();
  else if (cursor.row === BROKEN) cursor.stop();
  else if (form === 'compact' && cursor.row < FIRST_ROW) cursor.stop();
}
