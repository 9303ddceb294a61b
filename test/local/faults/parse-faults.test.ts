import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/local/faults/parse-faults.ts';
import { LocalOptionError } from '../../../src/local/local-option-error.ts';

const PUTS = ['PutRecord', 'PutRecordBatch'];

function parseScript(text: string) {
  const dir = mkdtempSync(join(tmpdir(), 'fault-script-'));
  try {
    writeFileSync(join(dir, 'script.json'), text);
    return parseFaults(`@${join(dir, 'script.json')}`);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe('parseFaults', () => {
  it('reads shares, numbers, ranges, operations, parameters and the seed', () => {
    const text = 'failed-entries=5%,unavailable@PutRecord=2|4-6|9-,slow@*:ms=20,seed=7';
    expect(parseFaults(text)).toEqual({
      seed: 7,
      rules: [
        {
          fault: 'failed-entries',
          on: ['PutRecordBatch'],
          when: { kind: 'share', share: 0.05 },
          parameters: {},
        },
        {
          fault: 'unavailable',
          on: ['PutRecord'],
          when: {
            kind: 'numbers',
            ranges: [
              { first: 2, last: 2 },
              { first: 4, last: 6 },
              { first: 9, last: Number.POSITIVE_INFINITY },
            ],
          },
          parameters: {},
        },
        { fault: 'slow', on: ['*'], when: { kind: 'share', share: 1 }, parameters: { ms: 20 } },
      ],
    });
  });

  it('means both puts when a failed entry is named by its content', () => {
    expect(parseFaults('failed-entries:contains=x').rules[0]?.on).toEqual(PUTS);
  });

  it('orders nothing for an empty text', () => {
    expect(parseFaults('')).toEqual({ seed: 1, rules: [] });
  });

  it('reads the same from a script', () => {
    const script = {
      seed: 7,
      rules: [
        { fault: 'failed-entries', contains: 'a,b:c', code: 'InternalFailure', times: 3 },
        { fault: 'html', on: ['PutRecord'], when: '2%', stored: true },
        { fault: 'cut', when: 3 },
      ],
    };
    const text =
      'failed-entries:contains=a%2Cb%3Ac:code=InternalFailure:times=3,html@PutRecord=2%:stored=yes,cut=3,seed=7';
    expect(parseScript(JSON.stringify(script))).toEqual(parseFaults(text));
  });

  it.each([
    ['failed-entrys=5%', 'There is no fault "failed-entrys"; there are failed-entries, poison,'],
    ['unavailable=101%', 'Fault "unavailable": 101% is more than 100%.'],
    ['unavailable=often', '"often" is not a share (5%), a number (3), a range (3-5, 7-) or all.'],
    ['unavailable=0', '"0" is not a share'],
    ['unavailable=5-3', '"5-3" is not a share'],
    ['unavailable@PutRecords', 'there is no operation "PutRecords"'],
    ['unavailable:ms=5', 'Fault "unavailable" has no parameter "ms"; it takes stored, message, times.'],
    ['slow:ms=soon', 'Fault "slow", ms: "soon" is not a whole number from 0 to 3600000.'],
    ['error:status=200', 'Fault "error", status: "200" is not a whole number from 300 to 599.'],
    ['error:code=No Code', 'Fault "error", code: "No Code" is no error code'],
    ['html:stored=maybe', '"maybe" is neither yes nor no'],
    ['slow:ms', '"ms" is not of the form NAME=VALUE'],
    ['poison', 'Fault "poison" needs to know its records'],
    ['seed=x', 'the seed "x" is not a whole number'],
    ['seed=4294967296', 'the seed "4294967296" is not a whole number from 0 to 4294967295'],
    ['@/nowhere/script.json', 'the script /nowhere/script.json cannot be read'],
  ])('refuses %s in one sentence', (text, sentence) => {
    expect(() => parseFaults(text)).toThrow(LocalOptionError);
    expect(() => parseFaults(text)).toThrow(sentence);
  });

  it.each([
    ['{"rules": [', 'is not JSON'],
    ['[]', 'is not of the form'],
    ['{"rules":[{"when":"2%"}]}', 'rule 1 names no fault'],
    ['{"rules":[{"fault":"slow","ms":{}}]}', 'rule 1: "ms" is neither text nor a number'],
  ])('refuses the script %s', (text, sentence) => {
    expect(() => parseScript(text)).toThrow(sentence);
  });
});
