import { describe, expect, it } from 'vitest';
import { rejectedLetter, undeliveredLetter } from '../../src/delivery/dead-letters.ts';
import { encodedRecord, readAll, rejectedRecord, streamOf } from './factories.ts';

const OUTCOME = {
  status: 'undelivered',
  errorCode: 'InternalFailure',
  errorMessage: '',
  attempts: 10,
  maybeStored: false,
} as const;

function readLetters(lines: readonly string[], over: Parameters<typeof readAll>[0] = {}, size?: number) {
  const stdin = streamOf(lines.map((line) => `${line}\n`).join(''), size);
  return readAll({ format: 'dead-letters', stdin, ...over });
}

describe('a dead letter', () => {
  it.each([1, 7, 65_536])(
    'of an undelivered record goes out again byte for byte, read in pieces of %i',
    async (size) => {
      const record = { ...encodedRecord(41, { text: '{"a":"ä"}\n' }), file: 'first.ndjson' };
      const { texts, records, rejected } = await readLetters([undeliveredLetter(record, OUTCOME)], {}, size);
      expect(texts).toEqual(['{"a":"ä"}\n']);
      expect(records[0]?.origin).toEqual({
        file: 'first.ndjson',
        index: 41,
        offset: 4100,
        maybeStored: false,
      });
      expect(rejected).toEqual([]);
    },
  );

  it('keeps that its record may have been stored', async () => {
    const letter = undeliveredLetter(encodedRecord(0), { ...OUTCOME, maybeStored: true });
    const { records } = await readLetters([letter]);
    expect(records[0]?.origin?.maybeStored).toBe(true);
  });

  it('gets no newline that its record did not have', async () => {
    const { texts } = await readLetters([undeliveredLetter(encodedRecord(0, { text: 'bare' }), OUTCOME)]);
    expect(texts).toEqual(['bare']);
  });

  it('of a rejected record is rejected again, for the same reason, with its first position', async () => {
    const { records, rejected } = await readLetters([rejectedLetter(rejectedRecord(7))]);
    expect(records).toEqual([]);
    expect(rejected[0]).toMatchObject({
      index: 0,
      reason: 'malformed',
      origin: { index: 7 },
      message: rejectedRecord(7).message,
    });
    expect(rejected[0] && rejectedLetter(rejected[0])).toBe(rejectedLetter(rejectedRecord(7)));
  });

  it.each([6, 7, 8])('holds a rejected record of %i MiB whole, however often it is read', async (mib) => {
    const data = Buffer.alloc(mib * 1024 * 1024, 'x');
    const letter = rejectedLetter(
      rejectedRecord(7, { length: data.length, content: { kind: 'held', data } }),
    );
    const { rejected } = await readLetters([letter]);
    expect(rejected.map((record) => rejectedLetter(record) === letter)).toEqual([true]);
  });

  it('of a malformed record goes out with its newline where nothing is validated', async () => {
    const { texts } = await readLetters([rejectedLetter(rejectedRecord(7))], { validation: 'off' });
    expect(texts).toEqual(['{oops\n']);
  });

  it.each([
    [9, 1],
    [10, 0],
    [11, 0],
  ])('is rejected where its record is longer than the limit of %i bytes', async (recordBytes, count) => {
    const { rejected } = await readLetters([undeliveredLetter(encodedRecord(0), OUTCOME)], { recordBytes });
    expect(rejected.map(({ reason }) => reason)).toEqual(Array(count).fill('too-large'));
  });

  it('that refers to a record too large to hold stays a reference to its first position', async () => {
    const content = { kind: 'reference', sha256: 'ab12' } as const;
    const letter = rejectedLetter(rejectedRecord(3, { reason: 'too-large', length: 9_000_000, content }));
    const { rejected } = await readLetters([letter]);
    expect(rejected[0] && rejectedLetter(rejected[0])).toBe(letter);
  });

  it.each([
    ['half a line', (line: string) => line.slice(0, 40)],
    ['data that are not base64', (line: string) => line.replace(/"data":"./, '"data":"*')],
    ['another reason', (line: string) => line.replace('undelivered', 'forgotten')],
    ['no position', (line: string) => line.replace('"offset"', '"place"')],
    ['a list', () => '[1,2]'],
    ['null', () => 'null'],
  ])('that is damaged (%s) is reported with its number and kept, and the others go on', async (_, damage) => {
    const good = undeliveredLetter(encodedRecord(0), OUTCOME);
    const bad = damage(good);
    const { records, rejected } = await readLetters([good, bad, good]);
    expect(records.map(({ index }) => index)).toEqual([0, 2]);
    expect(rejected[0]?.message).toContain('dead letter 2');
    expect(rejected[0]?.content).toEqual({ kind: 'held', data: new Uint8Array(Buffer.from(bad)) });
  });
});
