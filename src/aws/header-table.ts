/**
 * A copy of a call's headers that V8 keeps as a table and not as an object with a shape. The SDK copies headers and
 * adds its own, and Node 20 makes a new shape each time that a copy of a plain object gets an entry more: a KB for each
 * call that only a full collection frees.
 */
export function headerTable(entries: Readonly<Record<string, string>>): Record<string, string> {
  const table: Record<string, string> = { '': '', ...entries };
  // What an entry is taken out of becomes a table.
  delete table[''];
  return table;
}
