import { describe, expect, it } from 'vitest';
import { environmentVariable } from '../../src/settings/option.ts';
import { OPTIONS } from '../../src/settings/options.ts';
import { refusalOf } from './factories.ts';

/** Values at the borders of each option: those that are taken, those that are refused, and what is said to be allowed. */
const BORDERS: Readonly<
  Record<string, readonly [good: readonly string[], bad: readonly string[], allowed: string]>
> = {
  stream: [
    ['a', 'a'.repeat(64), 'A-z_0.9'],
    ['', 'a'.repeat(65), 'my stream', 'a/b', 'ä', 'a\n'],
    '1 to 64 of the characters a-z A-Z 0-9 _ . -',
  ],
  region: [['eu-west-1'], [''], 'a text that is not empty'],
  profile: [['mine'], [''], 'a text that is not empty'],
  endpointUrl: [
    ['http://127.0.0.1:5000', 'https://host/'],
    ['', 'host:80', 'ftp://host', 'http://', 'http://:80', 'http://host:65536'],
    'an address such as http://127.0.0.1:5000',
  ],
  format: [
    ['auto', 'json', 'ndjson', 'lines', 'dead-letters'],
    ['csv', 'JSON', ''],
    'auto, json, ndjson, lines, dead-letters',
  ],
  delimiter: [['newline', 'none'], ['tab', ''], 'newline, none'],
  onBadRecord: [['stop', 'dead-letter'], ['skip', ''], 'stop, dead-letter'],
  putRecordCount: [
    ['0', '1', 'all', '999999999999999'],
    ['-1', '1.5', 'ALL', '', '1000000000000000'],
    'a whole number from 0, or all',
  ],
  ...numbers('batchRecords', 1, 500),
  ...numbers('batchBytes', 1, 4_194_304),
  ...numbers('recordBytes', 1, 1_024_000),
  ...numbers('inFlight', 1, 256),
  ...numbers('maxBufferBytes', 1, 17_179_869_184),
  rate: [
    ['auto', 'none', '1KiB', '1.5KiB', '1024', '1024B', '5MiB', '0.001MiB', '1024MiB', '1073741824'],
    [
      '',
      'fast',
      '0',
      '1023',
      '0.999KiB',
      '1024.001MiB',
      '1073741825',
      '5 MiB',
      '5MB',
      '5mib',
      '-5MiB',
      '1e6',
      '5MiB/s',
    ],
    'auto, none, or bytes a second such as 5MiB, 500KiB or 65536, from 1KiB to 1024MiB',
  ],
  ...numbers('attempts', 1, 1_000),
  ...numbers('baseDelayMs', 0, 20_000, 3_600_000),
  ...numbers('maxDelayMs', 100, 3_600_000, 3_600_000, 0),
  ...numbers('requestTimeoutMs', 1, 3_600_000),
  ...numbers('giveUpAfterS', 1, 86_400),
  ...numbers('metricsDeadlineS', 0, 86_400),
  ...numbers('verifyDeadlineS', 0, 86_400),
  logLevel: [
    ['debug', 'info', 'warn', 'error', 'silent'],
    ['trace', 'WARN', ''],
    'debug, info, warn, error, silent',
  ],
  logGroupName: [
    ['', 'a', 'a'.repeat(512), '/aws/firehose/A-b_c.d#1'],
    ['a'.repeat(513), 'a b', 'a:b', 'ä', 'a\n'],
    '1 to 512 of the characters a-z A-Z 0-9 _ - / . #, or nothing',
  ],
  logFormat: [['auto', 'json', 'pretty'], ['text', ''], 'auto, json, pretty'],
  transport: [['sdk', 'fast'], ['http', ''], 'sdk, fast'],
  output: [['text', 'json'], ['yaml', ''], 'text, json'],
  deadLetter: [['a.ndjson'], [''], 'a text that is not empty'],
  receipts: [['a.ndjson'], [''], 'a text that is not empty'],
};

/** A whole number's borders; the lowest and highest that are taken can be narrower than what is allowed. */
function numbers(key: string, lowest: number, highest: number, max = highest, min = lowest) {
  const good = [lowest, lowest + 1, highest - 1, highest].map(String);
  const bad = [`${min - 1}`, `${max + 1}`, '1.5', '1e2', '0x10', ' 7', '7 ', '', 'many', '１'];
  return { [key]: [good, bad, `a whole number from ${min} to ${max}`] as const };
}

describe.each(Object.entries(BORDERS))('%s', (key, [good, bad, allowed]) => {
  it.each(good)('takes "%s"', (value) => {
    expect(refusalOf({ [key]: value })).toBeUndefined();
  });

  it.each(bad)('refuses "%s" with name, value and what is allowed', (value) => {
    const { flag } = OPTIONS[key as keyof typeof OPTIONS];
    expect(refusalOf({ [key]: value })).toBe(`${flag}: "${value}" is not allowed; it takes ${allowed}.`);
  });
});

describe('the options', () => {
  const options = Object.entries(OPTIONS);

  it('are all tested at their borders, but for switches and what belongs to --local', () => {
    const others = [
      'local',
      'verify',
      'dryRun',
      'noValidate',
      'data',
      'checkpoint',
      'takeOver',
      'localDir',
      'faults',
    ];
    expect([...Object.keys(BORDERS), ...others].toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
  });

  it('have keys that are their flags in camel case, but for one that is a key of a metadata file', () => {
    for (const [key, { flag }] of options.filter(([name]) => name !== 'logGroupName')) {
      expect(flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(key);
    }
  });

  it.each([
    ['stream', 'FIREHOSE_STREAM'],
    ['inFlight', 'FIREHOSE_IN_FLIGHT'],
    ['metricsDeadlineS', 'FIREHOSE_METRICS_DEADLINE_S'],
    ['noValidate', 'FIREHOSE_NO_VALIDATE'],
  ] as const)('%s is %s in the environment', (key, variable) => {
    expect(environmentVariable(OPTIONS[key])).toBe(variable);
  });

  it('have variables that differ from one another', () => {
    expect(new Set(options.map(([, option]) => environmentVariable(option))).size).toBe(options.length);
  });

  it('takes a trailing slash from an endpoint', () => {
    expect(OPTIONS.endpointUrl.type.parse('http://127.0.0.1:5000//')).toBe('http://127.0.0.1:5000');
  });

  it('refuse an empty name of a file or folder', () => {
    expect(refusalOf({ data: [''] })).toBe('--data: "" is not allowed; it takes a text that is not empty.');
    for (const key of ['localDir', 'faults'])
      expect(refusalOf({ local: true, [key]: '' })).toContain('is not allowed');
  });
});
