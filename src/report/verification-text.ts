import { count, plural } from './format.ts';
import { row } from './row.ts';
import type { VerificationReport } from './verification.ts';

const COLUMNS = 62;

/** What was found at the destination, as a person reads it. */
export function verificationRows(verification: VerificationReport): readonly string[] {
  const { verdict, reason, expected, found, objects, samples } = verification;
  const lines = [
    `${verdict}: ${count(found)} of ${count(expected)} found in S3, ${plural(objects, 'object')} read`,
    ...(reason === null ? [] : wrapped(reason)),
    ...samples.map(({ file, offset }) => `missing: ${file}, byte ${count(offset)}`),
  ];
  return lines.map((line, place) => row(place === 0 ? 'S3' : '', line));
}

/** Breaks a sentence between its words. */
function wrapped(sentence: string): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
