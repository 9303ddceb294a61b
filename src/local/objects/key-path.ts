/**
 * An object's key is a name and not a path: this is the one place where it becomes a path, and back.
 *
 * A segment keeps its letters, digits and `!_.()=+,@-`, so that ordinary keys lie as ordinary paths; any other byte is
 * `%XX`. Three marks that no byte can encode to carry what a file system has no name for:
 * `%_` an empty segment (`a//b`, `a/`), `%~` at the end of a folder "the segment goes on in here" (names over 255 bytes),
 * `%o` at the end of a file "the object whose name a folder has" (`a` beside `a/b`).
 */
const PLAIN = /[^A-Za-z0-9!_.()=+,@-]/;
const LONGEST_NAME = 200;

const EMPTY = '%_';
const GOES_ON = '%~';
/** Ends the file of an object beside a folder of the same name. */
export const BESIDE_FOLDER = '%o';

/** Relative path of the key's file, `/` between its parts; no part is `.`, `..`, empty or longer than 255 bytes. */
export function pathOfKey(key: string): string {
  return key.split('/').map(encodeSegment).join('/');
}

/** The key whose file lies at the relative path; undefined for a file that no key leads to. */
export function keyOfPath(path: string): string | undefined {
  const parts = (path.endsWith(BESIDE_FOLDER) ? path.slice(0, -BESIDE_FOLDER.length) : path).split('/');
  let key = '';
  for (const [index, part] of parts.entries()) {
    const goesOn = part.endsWith(GOES_ON);
    const decoded = decodePart(goesOn ? part.slice(0, -GOES_ON.length) : part);
    if (decoded === undefined) return undefined;
    key += decoded + (goesOn || index === parts.length - 1 ? '' : '/');
  }
  const text = textOf(key);
  return text !== undefined && pathOfKey(text) === parts.join('/') ? text : undefined;
}

function encodeSegment(segment: string): string {
  if (segment === '') return EMPTY;
  return splitLong(PLAIN.test(segment) ? percentEncode(segment) : segment);
}

function percentEncode(segment: string): string {
  let encoded = '';
  for (const byte of Buffer.from(segment, 'utf8')) {
    const character = String.fromCharCode(byte);
    const hex = byte.toString(16).toUpperCase().padStart(2, '0');
    encoded += byte > 127 || PLAIN.test(character) ? `%${hex}` : character;
  }
  return encoded;
}

function splitLong(encoded: string): string {
  const parts: string[] = [];
  let rest = encoded;
  while (rest.length > LONGEST_NAME) {
    // Never through the middle of a %XX.
    const percent = rest.lastIndexOf('%', LONGEST_NAME - 1);
    const end = percent > LONGEST_NAME - 3 ? percent : LONGEST_NAME;
    parts.push(rest.slice(0, end) + GOES_ON);
    rest = rest.slice(end);
  }
  // `.` and `..`, whole or as the rest of a long segment, would mean another folder.
  return [...parts, rest === '.' || rest === '..' ? rest.replaceAll('.', '%2E') : rest].join('/');
}

/** One character a byte, so that a character split over two parts comes together again. */
function decodePart(part: string): string | undefined {
  if (part === EMPTY) return '';
  if (/%(?![0-9A-F]{2})/.test(part)) return undefined;
  return part.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function textOf(binary: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(binary, 'latin1'));
  } catch {
    return undefined;
  }
}
