import { describe, expect, it } from 'vitest';
import { fillElementsTable } from '../../src/records/elements-automaton.ts';
import { STRETCH_BYTES } from '../../src/records/elements-walk.ts';
import { fillLinesTable } from '../../src/records/lines-automaton.ts';
import { ELEMENTS, LINES } from '../../src/wasm/compiled.ts';
import { type Constant, instantiate } from '../../src/wasm/instance.ts';

/** What a module exports, as far as it is a number. */
function placesOf<Name extends string>(compiled: string, ...names: readonly Name[]): Record<Name, number> {
  const instance = instantiate<Record<Name, Constant>>(compiled);
  if (instance === undefined) throw new Error('There is no WebAssembly.');
  return Object.fromEntries(names.map((name) => [name, instance.exports[name].value])) as Record<
    Name,
    number
  >;
}

/** Room for more rows than any of the tables may have, to see those that would be lost. */
const plentyOfRoom = () => new Uint32Array(4 * 1024 * 1024);
/** The place behind the last entry that isn't zero, in bytes. */
const endOf = (table: Uint32Array) => 4 * (table.findLastIndex((entry) => entry !== 0) + 1);

// What is written behind the end of a table would be lost without a word, and what is read there no row.
describe('a module has room', () => {
  it('for the rows of lines', () => {
    const { TABLE_BYTES } = placesOf(LINES, 'TABLE_BYTES');
    const table = plentyOfRoom();
    fillLinesTable(table);
    const end = endOf(table);
    expect(end).toBeGreaterThan(TABLE_BYTES / 2);
    expect(end).toBeLessThanOrEqual(TABLE_BYTES);
    expect(table.every((entry) => entry % 1024 === 0 && entry < end)).toBe(true);
  });

  it('for the rows of elements, and below each the one that white space leads to', () => {
    const { TABLE_BYTES, FIRST_ROW, ENDED, BROKEN } = placesOf(
      ELEMENTS,
      'TABLE_BYTES',
      'FIRST_ROW',
      'ENDED',
      'BROKEN',
    );
    const table = plentyOfRoom();
    fillElementsTable(table, { firstRow: FIRST_ROW, ended: ENDED, broken: BROKEN });
    expect(endOf(table)).toBeGreaterThan(FIRST_ROW + FIRST_ROW / 2);
    expect(endOf(table)).toBeLessThanOrEqual(TABLE_BYTES);
    expect(table.every((entry) => entry <= BROKEN)).toBe(true);
  });

  it('for a stretch, for the byte behind it, and for what is put there', () => {
    const { STRETCH, TARGET, MEMORY_BYTES } = placesOf(ELEMENTS, 'STRETCH', 'TARGET', 'MEMORY_BYTES');
    expect(TARGET - STRETCH).toBeGreaterThan(STRETCH_BYTES);
    expect(MEMORY_BYTES - TARGET).toBeGreaterThan(STRETCH_BYTES);
  });
});
