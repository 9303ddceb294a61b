import { describe, expect, it } from 'vitest';
import { ContextError, deploymentSettings } from '../../resources/cdk-context.ts';

const settle = (context: Readonly<Record<string, string>>) =>
  deploymentSettings((key) => ({ stream: 'alerts', ...context })[key]);

describe('the settings of a deployment', () => {
  it('have a default each, but for the name of the stream', () => {
    expect(settle({})).toEqual({
      streamName: 'alerts',
      prefix: 'logs/',
      errorPrefix: 'error/',
      compression: 'none',
      bufferIntervalS: 60,
      bufferMib: 5,
      alarmTopicArn: undefined,
    });
    expect(() => deploymentSettings(() => undefined)).toThrow(/^stream is missing/);
  });

  it.each(['a', 'x'.repeat(64), 'A-z_0.9'])('take the stream name %s', (stream) => {
    expect(settle({ stream }).streamName).toBe(stream);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a/b', 'ä', 'a\n'])('refuse the stream name %j', (stream) => {
    expect(() => settle({ stream })).toThrow(ContextError);
  });

  it.each(['logs', 'logs/', 'logs///'])('end the prefix %s with one slash', (name) => {
    expect(settle({ prefix: name }).prefix).toBe('logs/');
    expect(settle({ prefix: 'data', errorPrefix: name }).errorPrefix).toBe('logs/');
  });

  it('leave an empty prefix empty', () => {
    expect(settle({ prefix: '' }).prefix).toBe('');
    expect(settle({ errorPrefix: '//' }).errorPrefix).toBe('');
  });

  it('refuse to put objects and what could not be delivered into one place', () => {
    const same: readonly Readonly<Record<string, string>>[] = [
      { errorPrefix: 'logs' },
      { prefix: 'a', errorPrefix: 'a/' },
      { prefix: '', errorPrefix: '' },
    ];
    for (const prefixes of same) expect(() => settle(prefixes)).toThrow('prefix and errorPrefix are both');
  });

  it.each([
    ['bufferIntervalS', ['0', '900'], ['-1', '901', '1.5', '', 'x']],
    ['bufferMib', ['1', '128'], ['0', '129', '1e1', '']],
  ] as const)('keep %s within its bounds', (key, good, bad) => {
    for (const value of good) expect(settle({ [key]: value })[key]).toBe(Number(value));
    for (const value of bad) expect(() => settle({ [key]: value })).toThrow(`${key} is "${value}": it takes`);
  });

  it('take two words for the compression', () => {
    expect(settle({ compression: 'gzip' }).compression).toBe('gzip');
    expect(() => settle({ compression: 'GZIP' })).toThrow('it takes none or gzip.');
  });

  it('take the ARN of a topic for the alarms, and of nothing else', () => {
    const arn = 'arn:aws:sns:us-east-1:123456789012:operations';
    expect(settle({ alarmTopicArn: arn }).alarmTopicArn).toBe(arn);
    for (const value of ['operations', arn.replace('sns', 'sqs'), `${arn} `])
      expect(() => settle({ alarmTopicArn: value })).toThrow('it takes the ARN of an SNS topic.');
  });
});
