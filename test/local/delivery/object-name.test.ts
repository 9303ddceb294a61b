import { describe, expect, it } from 'vitest';
import { errorObjectKey, objectKey } from '../../../src/local/delivery/object-name.ts';

const object = {
  streamName: 'alerts',
  versionId: '1',
  openedAt: Date.UTC(2026, 0, 31, 23, 59, 58, 7),
  uuid: '0f8f8d5e-1c2b-4a69-9d3e-5b7a1c2d3e4f',
  extension: '',
};
const suffix = 'alerts-1-2026-01-31-23-59-58-0f8f8d5e-1c2b-4a69-9d3e-5b7a1c2d3e4f';

describe('objectKey', () => {
  it.each([
    ['', `2026/01/31/23/${suffix}`],
    ['raw/', `raw/2026/01/31/23/${suffix}`],
    ['raw-', `raw-2026/01/31/23/${suffix}`],
    ['year=!{timestamp:yyyy}/', `year=2026/${suffix}`],
    ["!{timestamp:yyyy'-'MM'-'dd'T'HH}/", `2026-01-31T23/${suffix}`],
    ['!{timestamp:yy/M/d/D/h/m/s/SSS}/', `26/1/31/31/11/59/58/007/${suffix}`],
    ["!{timestamp:''yyyy''}/", `'2026'/${suffix}`],
    ['!{firehose:random-string}/!{timestamp:HH}/', `0f8f8d5e1c2/23/${suffix}`],
    ['../', `../2026/01/31/23/${suffix}`],
  ])('evaluates the prefix %j', (prefix, key) => {
    expect(objectKey(prefix, object)).toBe(key);
  });

  it('ends with the extension', () => {
    expect(objectKey('', { ...object, extension: '.gz' })).toBe(`2026/01/31/23/${suffix}.gz`);
  });
});

describe('errorObjectKey', () => {
  const type = 'processing-failed';
  it.each([
    ['raw/', undefined, `raw/processing-failed/2026/01/31/23/${suffix}`],
    ['raw/', 'failed/!{firehose:error-output-type}/', `failed/processing-failed/${suffix}`],
    [
      '',
      'failed/!{firehose:error-output-type}/!{timestamp:yyyy}/',
      `failed/processing-failed/2026/${suffix}`,
    ],
  ])('evaluates prefix %j and error prefix %j', (prefix, errorPrefix, key) => {
    expect(errorObjectKey(prefix, errorPrefix, type, object)).toBe(key);
  });
});
