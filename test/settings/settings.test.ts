import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/settings/metadata.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { resolveSettings } from '../../src/settings/settings.ts';
import { refusalOf, settingsOf } from './factories.ts';

describe('resolveSettings', () => {
  it.each([
    ['deadLetter', 'receipts', '--dead-letter and --receipts'],
    ['deadLetter', 'checkpoint', '--dead-letter and --checkpoint'],
    ['receipts', 'checkpoint', '--receipts and --checkpoint'],
  ])('refuses one file as %s and %s, however it is spelt', (one, other, flags) => {
    expect(refusalOf({ [one]: 'out.ndjson', [other]: './out.ndjson' })).toBe(
      `${flags} name the same file, ./out.ndjson: name two.`,
    );
    expect(refusalOf({ [one]: 'out.ndjson', [other]: 'out.txt' })).toBeUndefined();
  });

  it('takes the flag, else the environment, else the metadata file', () => {
    const metadata = { ...readMetadata(), retryPolicy: { ...readMetadata().retryPolicy, attempts: 3 } };
    expect(settingsOf({}, {}, metadata).attempts).toBe(3);
    expect(settingsOf({}, { FIREHOSE_ATTEMPTS: '4' }, metadata).attempts).toBe(4);
    expect(settingsOf({ attempts: '5' }, { FIREHOSE_ATTEMPTS: '4' }, metadata).attempts).toBe(5);
  });

  it('takes an empty log group for none, by flag and by metadata file', () => {
    const metadata = { ...readMetadata(), logging: { ...readMetadata().logging, logGroupName: '/mine' } };
    expect(settingsOf().logGroupName).toBeUndefined();
    expect(settingsOf({}, {}, metadata).logGroupName).toBe('/mine');
    expect(settingsOf({ logGroupName: '' }, {}, metadata).logGroupName).toBeUndefined();
    const { logGroupName: _, ...without } = metadata.logging;
    expect(settingsOf({}, {}, { ...metadata, logging: without }).logGroupName).toBeUndefined();
  });

  it('does not look at what goes before it: a bad value under a good flag harms nobody', () => {
    expect(settingsOf({ attempts: '5' }, { FIREHOSE_ATTEMPTS: 'many' }).attempts).toBe(5);
  });

  it('takes the documented defaults', () => {
    expect(settingsOf()).toEqual({
      stream: 'alerts',
      local: false,
      region: undefined,
      profile: undefined,
      endpointUrl: undefined,
      dryRun: false,
      data: [join(packageRoot(), 'resources', 'sample_records.json')],
      format: 'auto',
      delimiter: 'newline',
      onBadRecord: 'stop',
      noValidate: false,
      putRecordCount: 100,
      batchRecords: 500,
      batchBytes: 4_194_304,
      recordBytes: 1_024_000,
      inFlight: 8,
      maxBufferBytes: 67_108_864,
      rate: 'auto',
      checkpoint: undefined,
      takeOver: false,
      verify: false,
      verifyDeadlineS: undefined,
      transport: 'sdk',
      attempts: 10,
      baseDelayMs: 100,
      maxDelayMs: 20_000,
      requestTimeoutMs: 30_000,
      giveUpAfterS: 120,
      metricsDeadlineS: 180,
      logLevel: 'info',
      logFormat: 'auto',
      output: 'text',
      deadLetter: undefined,
      receipts: undefined,
      localDir: undefined,
      faults: undefined,
    });
  });

  it('waits for CloudWatch 180 s, and 10 s with --local', () => {
    expect(settingsOf({ local: true }).metricsDeadlineS).toBe(10);
    expect(settingsOf({ local: true, metricsDeadlineS: '60' }).metricsDeadlineS).toBe(60);
    expect(settingsOf({ metricsDeadlineS: '0' }).metricsDeadlineS).toBe(0);
  });

  it('can be changed by nobody afterwards', () => {
    expect(Object.isFrozen(settingsOf())).toBe(true);
  });

  it('takes every file of a repeated --data, and one from the environment', () => {
    expect(settingsOf({ data: ['a', '-'] }).data).toEqual(['a', '-']);
    expect(settingsOf({}, { FIREHOSE_DATA: 'a' }).data).toEqual(['a']);
  });

  it('takes a record limit above the batch limit for the batch limit: a larger record fits no batch', () => {
    expect(settingsOf({ batchBytes: '1000' }).recordBytes).toBe(1_000);
    expect(settingsOf({ batchBytes: '1000', recordBytes: '999' }).recordBytes).toBe(999);
  });

  it('takes "all" for every record', () => {
    expect(settingsOf({ putRecordCount: 'all' }).putRecordCount).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the environment', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('FIREHOSE_LOCAL=%s is %o', (value, local) => {
    expect(settingsOf({}, { FIREHOSE_LOCAL: value }).local).toBe(local);
  });

  it('refuses another word for a switch', () => {
    expect(refusalOf({}, { FIREHOSE_LOCAL: 'yes' })).toBe(
      '--local (from FIREHOSE_LOCAL): "yes" is not allowed; it takes true, false, 1 or 0.',
    );
  });

  it('takes an empty variable for "not set"', () => {
    expect(settingsOf({}, { FIREHOSE_ATTEMPTS: '', FIREHOSE_DATA: '', FIREHOSE_REGION: '' })).toEqual(
      settingsOf(),
    );
  });

  it('names the variable that a bad value came from', () => {
    expect(refusalOf({}, { FIREHOSE_IN_FLIGHT: '0' })).toBe(
      '--in-flight (from FIREHOSE_IN_FLIGHT): "0" is not allowed; it takes a whole number from 1 to 256.',
    );
  });
});

describe('the metadata', () => {
  it.each([
    ['a word', 'ten'],
    ['nothing', undefined],
    ['null', null],
    ['a list', [10, 20]],
    ['a number out of bounds', 0],
  ])('is refused by its file and key where it holds %s', (_what, attempts) => {
    const metadata = { ...readMetadata(), retryPolicy: { ...readMetadata().retryPolicy, attempts } };
    expect(refusalOf({}, {}, metadata)).toMatch(
      /^--attempts \(from "attempts" in resources\/metadata\/retry-policy\.json\): ".*" is not allowed; it takes a whole number from 1 to 1000\.$/,
    );
  });
});

describe('contradictions', () => {
  it('needs a stream, or --local, or --dry-run, and the sentence names both ways out', () => {
    const refusal = refusalOf({ stream: undefined });
    expect(refusal).toContain('--stream');
    expect(refusal).toContain('--local');
    const sources = { environment: {}, metadata: readMetadata() };
    expect(resolveSettings({ flags: { local: true }, ...sources }).stream).toBe('local-stream');
    expect(resolveSettings({ flags: { dryRun: true }, ...sources }).dryRun).toBe(true);
  });

  it.each([
    [{ local: true, endpointUrl: 'http://127.0.0.1:1' }, '--endpoint-url'],
    [{ local: true, profile: 'mine' }, '--profile'],
    [{ localDir: 'here' }, '--local-dir'],
    [{ faults: 'seed=1' }, '--faults'],
    [{ baseDelayMs: '101', maxDelayMs: '100' }, '--base-delay-ms'],
    [{ deadLetter: 'out.ndjson', receipts: './out.ndjson' }, '--receipts'],
    [{ data: ['-', '-'] }, '--data'],
  ])('refuses %o', (flags, named) => {
    expect(refusalOf(flags)).toContain(named);
  });

  it('names the variable where a contradiction comes from the environment', () => {
    expect(refusalOf({ local: true }, { FIREHOSE_PROFILE: 'mine' })).toContain('FIREHOSE_PROFILE');
  });

  it.each([
    { local: true, localDir: 'here', faults: 'seed=1' },
    { baseDelayMs: '100', maxDelayMs: '100' },
    { deadLetter: 'a.ndjson', receipts: 'b.ndjson' },
    { data: ['a', 'a'] },
  ])('takes %o', (flags) => {
    expect(refusalOf(flags)).toBeUndefined();
  });
});
