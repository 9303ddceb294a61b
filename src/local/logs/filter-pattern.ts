import { invalidParameter } from './constraints.ts';

/** Whether a message meets a filter pattern. */
export type Matches = (message: string) => boolean;

/**
 * Reads a filter pattern of terms: all plain ones must stand in the message, one of the `?optional`, none of the
 * `-excluded`; a term with anything but letters, digits and `_` is in quotes (doc). Patterns over JSON, columns and regular
 * expressions are refused rather than misread.
 */
export function readFilterPattern(pattern: string): Matches {
  if (/^\s*[{[%]/.test(pattern)) {
    throw invalidParameter('Invalid filter pattern: this server knows patterns of terms only.');
  }
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(readTerm);
  const texts = (sign: string): readonly string[] =>
    terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [needed, optional, excluded] = [texts(''), texts('?'), texts('-')];
  return (message) =>
    needed.every((text) => message.includes(text)) &&
    (optional.length === 0 || optional.some((text) => message.includes(text))) &&
    !excluded.some((text) => message.includes(text));
}

function readTerm([, sign = '', quoted, plain]: RegExpExecArray): {
  readonly sign: string;
  readonly text: string;
} {
  return { sign, text: quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1') };
}
