import { describe, expect, it } from 'vitest';
import { createKeyReader } from '../../src/destination/delivered-keys.ts';
import { errorListings, recordListing } from '../../src/destination/listings.ts';
import { destination } from './factories.ts';

const NAME = 'alerts-1-2026-11-21-13-05-09-0b9e5c1e-5d0f-4c9e-9d9a-2f1d2c3b4a5f';
const AT = Date.UTC(2026, 10, 21, 13, 5, 9);

describe('the key of an object', () => {
  it.each([
    ['hour folders', {}, `2026/11/21/13/${NAME}`],
    ['hour folders behind a prefix', { prefix: 'logs/' }, `logs/2026/11/21/13/${NAME}`],
    ['hour folders behind a word', { prefix: 'logs' }, `logs2026/11/21/13/${NAME}.gz`],
    ['expressions', { prefix: 'dt=!{timestamp:yyyy}/!{firehose:random-string}/' }, `dt=2026/ab12/${NAME}`],
    ['an expression without a slash', { prefix: 'dt=!{timestamp:yyyy}' }, `dt=2026${NAME}`],
    [
      'a prefix below the error prefix',
      { prefix: 'logs/in/', errorPrefix: 'logs/' },
      `logs/in/2026/11/21/13/${NAME}`,
    ],
    [
      'expressions below the error prefix',
      { prefix: 'logs/in/!{timestamp:yyyy}/', errorPrefix: 'logs/' },
      `logs/in/2026/${NAME}`,
    ],
    [
      'a prefix that is the error prefix too',
      { prefix: 'logs/', errorPrefix: 'logs/' },
      `logs/2026/11/21/13/${NAME}`,
    ],
    ['signs that mean something elsewhere', { prefix: 'a+(b)/' }, `a+(b)/2026/11/21/13/${NAME}`],
  ])('with %s is known, and its time', (_what, over, key) => {
    expect(createKeyReader(destination(over))(key)).toEqual({ kind: 'records', oldestRecordAt: AT });
  });

  it.each([
    ['the usual error prefix', {}, `processing-failed/2026/11/21/13/${NAME}`],
    ['one of its own', { errorPrefix: 'error/' }, `error/2026/11/21/13/${NAME}`],
    ['one above the other prefix', { prefix: 'e/in/', errorPrefix: 'e/' }, `e/2026/11/21/13/${NAME}`],
    ['one of its own and a type', { errorPrefix: 'error/' }, `error/processing-failed/2026/11/21/13/${NAME}`],
    [
      'one below the other prefix',
      { prefix: '!{timestamp:yyyy}/', errorPrefix: '2026/bad/!{firehose:error-output-type}/' },
      `2026/bad/processing-failed/${NAME}`,
    ],
  ])('under %s is an error', (_what, over, key) => {
    expect(createKeyReader(destination(over))(key)).toEqual({ kind: 'errors', oldestRecordAt: AT });
  });

  it.each([
    ['another stream whose name ends alike', {}, `2026/11/21/13/my-${NAME}`],
    ['another stream whose name begins alike', {}, `2026/11/21/13/${NAME.replace('alerts', 'alerts-2')}`],
    ['another prefix', { prefix: 'logs/' }, `2026/11/21/13/${NAME}`],
    ['another stream under the same error prefix', { errorPrefix: 'error/' }, `error/my-${NAME}`],
    ['anything else', {}, 'notes.txt'],
  ])('of %s is none of the stream', (_what, over, key) => {
    expect(createKeyReader(destination(over))(key)).toEqual({ kind: 'other' });
  });

  it('in another time zone tells no time', () => {
    const read = createKeyReader(destination({ timeZone: 'Asia/Tokyo' }));
    expect(read(`2026/11/21/13/${NAME}`)).toEqual({ kind: 'records', oldestRecordAt: undefined });
  });
});

describe('the keys that are asked for', () => {
  it.each([
    ['all of a stream', {}, undefined, { prefix: '20' }],
    ['from an hour on', { prefix: 'logs/' }, AT, { prefix: 'logs/20', startAfter: 'logs/2026/11/21/13/' }],
    [
      'from the day before in another time zone',
      { timeZone: 'Asia/Tokyo' },
      AT,
      { prefix: '20', startAfter: '2026/11/20/13/' },
    ],
    [
      'all below the fixed part of an expression',
      { prefix: 'a/dt=!{timestamp:yyyy}/' },
      AT,
      { prefix: 'a/dt=' },
    ],
  ])('are %s', (_what, over, since, listing) => {
    expect(recordListing(destination(over), since)).toEqual(listing);
  });

  it('of errors lie under the error prefix, or under the types of errors', () => {
    expect(errorListings(destination({ errorPrefix: 'e/!{firehose:error-output-type}/' }))).toEqual([
      { prefix: 'e/' },
    ]);
    expect(errorListings(destination({ prefix: 'logs/' }))).toEqual([
      { prefix: 'logs/processing-failed/' },
      { prefix: 'logs/format-conversion-failed/' },
    ]);
  });
});
