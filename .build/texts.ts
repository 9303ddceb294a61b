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
 * Reads a part back.
 *
 * @param program - The file that ends with the comment, and at most a line's end after it.
 * @returns Undefined where it isn't there.
 */
export function partIn(program: Buffer, name: string, [from, to]: Place): string | undefined {
  const end = program.lastIndexOf(END) + END.length;
  const text = program.toString('latin1', end - from, end - to);
  const title = titleOf(name);
  return text.startsWith(title) ? text.slice(title.length).replaceAll(WRITTEN_END, END) : undefined;
}
