import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What ends a comment stands in programs, too. */
const END = '*/';
const WRITTEN_END = '*=/';

/** Parts as one comment, and where in it each of them lies. */
export interface Comment {
  readonly text: string;
  /** Name → first and last place, in bytes before the end of the comment. */
  readonly places: Readonly<Record<string, Place>>;
}

type Place = readonly [from: number, to: number];

/**
 * Writes parts as one comment: V8 passes over it several times faster than over a program, and twice as fast as over a
 * string.
 *
 * @param parts - Name → source.
 * @throws Error where a source couldn't be read back.
 */
export function commentOf(parts: ReadonlyMap<string, string>): Comment {
  const places: Record<string, Place> = {};
  let text = `\n${END}`;
  for (const [name, source] of parts) {
    // A byte a character, so that places hold.
    if (Buffer.byteLength(source) !== source.length || source.includes(WRITTEN_END))
      throw new Error(`${name} has what a comment of parts can't hold.`);
    const after = text.length;
    text = titleOf(name) + source.replaceAll(END, WRITTEN_END) + text;
    places[name] = [text.length, after];
  }
  return { text: `/*${text}`, places };
}

/** The line before a part: whoever reads the file sees where it begins, and it shows that a place holds. */
const titleOf = (name: string) => `\n// Part ${name}\n`;

/**
 * Reads a part back, and nothing else: the file is too large to be kept in memory.
 *
 * @param program - File that ends with the comment and a line's end.
 * @returns Undefined where it isn't there.
 */
export function readPart(program: string, name: string, [from, to]: Place): string | undefined {
  const file = openSync(program, 'r');
  try {
    const bytes = Buffer.alloc(from - to);
    const end = fstatSync(file).size - 1;
    readSync(file, bytes, 0, bytes.length, Math.max(0, end - from));
    const text = bytes.toString('latin1');
    const title = titleOf(name);
    return text.startsWith(title) ? text.slice(title.length).replaceAll(WRITTEN_END, END) : undefined;
  } finally {
    closeSync(file);
  }
}
