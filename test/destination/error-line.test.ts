import { describe, expect, it } from 'vitest';
import { decodedErrorLine, rawDataOf } from '../../src/destination/error-line.ts';

const lineOf = (rawData: unknown) => Buffer.from(`${JSON.stringify({ attemptsMade: 1, rawData })}\n`);

describe('a line under the error prefix', () => {
  it('has its record decoded where that is text', () => {
    const line = lineOf(Buffer.from('{"é":1}\n').toString('base64'));
    expect(rawDataOf(line)?.toString()).toBe('{"é":1}\n');
    expect(decodedErrorLine(line).toString()).toBe('{"attemptsMade":1,"rawData":"{\\"é\\":1}\\n"}\n');
  });

  it('keeps bytes that are no text as they are', () => {
    const line = lineOf(Buffer.from([0xff, 0xfe]).toString('base64'));
    expect(rawDataOf(line)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(decodedErrorLine(line)).toBe(line);
  });

  it.each([lineOf(7), Buffer.from('{"x":1}\n'), Buffer.from('"rawData"\n'), Buffer.from('{oops\n')])(
    'that holds no record stays as it is (%s)',
    (line) => {
      expect(rawDataOf(line)).toBeUndefined();
      expect(decodedErrorLine(line)).toBe(line);
    },
  );
});
