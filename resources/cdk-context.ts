/** What a deployment can choose, settled. */
export interface DeploymentSettings {
  /** 1 to 64 of `a-z A-Z 0-9 _ . -`. (Source: CreateDeliveryStream in the Firehose API reference.) */
  readonly streamName: string;
  /** What the keys of objects begin with, with one slash at its end; empty for nothing. */
  readonly prefix: string;
  /** The same of objects with records that couldn't be delivered. */
  readonly errorPrefix: string;
  readonly compression: 'none' | 'gzip';
  /** Seconds until a buffer is delivered, 0 to 900. (Source: BufferingHints in the Firehose API reference.) */
  readonly bufferIntervalS: number;
  /** MiB that a buffer holds, 1 to 128. (Source: the same.) */
  readonly bufferMib: number;
  /** SNS topic that hears of alarms; without one they are seen in the console only. */
  readonly alarmTopicArn: string | undefined;
}

/** A value of the CDK's context that can't be used; its message is one sentence. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

/**
 * Settles what was given with `-c KEY=VALUE`.
 *
 * @param contextValue - The value of a key as text, `undefined` where it wasn't given.
 * @throws ContextError that names the key, its value and what it takes.
 */
export function deploymentSettings(contextValue: (key: string) => string | undefined): DeploymentSettings {
  const prefix = withSlash(contextValue('prefix') ?? 'logs/');
  const errorPrefix = withSlash(contextValue('errorPrefix') ?? 'error/');
  if (prefix === errorPrefix) {
    throw new ContextError(`prefix and errorPrefix are both "${prefix}": name two.`);
  }
  return {
    streamName: streamName(contextValue('stream')),
    prefix,
    errorPrefix,
    compression: compression(contextValue('compression') ?? 'none'),
    bufferIntervalS: wholeNumber('bufferIntervalS', contextValue('bufferIntervalS') ?? '60', [0, 900]),
    bufferMib: wholeNumber('bufferMib', contextValue('bufferMib') ?? '5', [1, 128]),
    alarmTopicArn: topicArn(contextValue('alarmTopicArn')),
  };
}

function streamName(value: string | undefined): string {
  if (value === undefined) throw new ContextError('stream is missing: name the stream with -c stream=NAME.');
  if (/^[\w.-]{1,64}$/.test(value)) return value;
  throw new ContextError(`stream is "${value}": it takes 1 to 64 of the characters a-z A-Z 0-9 _ . -`);
}

/** One slash at the end, however it was given: otherwise `logs` would give objects `logs2026/...`; none stays none. */
function withSlash(prefix: string): string {
  const bare = prefix.replace(/\/+$/, '');
  return bare === '' ? '' : `${bare}/`;
}

function compression(value: string): 'none' | 'gzip' {
  if (value === 'none' || value === 'gzip') return value;
  throw new ContextError(`compression is "${value}": it takes none or gzip.`);
}

function wholeNumber(key: string, value: string, [least, most]: readonly [number, number]): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new ContextError(`${key} is "${value}": it takes a whole number from ${least} to ${most}.`);
}

function topicArn(value: string | undefined): string | undefined {
  if (value === undefined || /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/.test(value)) return value;
  throw new ContextError(`alarmTopicArn is "${value}": it takes the ARN of an SNS topic.`);
}
