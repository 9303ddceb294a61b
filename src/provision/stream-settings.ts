import type { Account } from './account.ts';
import type { ResourceNames } from './resource-names.ts';

/** What a user decides about a stream. */
export interface StreamSettings {
  /** As it was typed; see {@link withSlash}. */
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly compression: 'none' | 'gzip';
  /** Seconds until a buffer is delivered, 0 to 900. (Source: BufferingHints in the Firehose API reference.) */
  readonly bufferIntervalS: number;
  /** MiB until a buffer is delivered, 1 to 128. (Source: the same.) */
  readonly bufferMib: number;
}

/** A stream's S3 destination as CreateDeliveryStream takes it. */
export interface StreamDestination {
  readonly BucketARN: string;
  readonly RoleARN: string;
  readonly Prefix: string;
  readonly ErrorOutputPrefix: string;
  readonly BufferingHints: { readonly IntervalInSeconds: number; readonly SizeInMBs: number };
  readonly CompressionFormat: 'GZIP' | 'UNCOMPRESSED';
  readonly CloudWatchLoggingOptions: {
    readonly Enabled: true;
    readonly LogGroupName: string;
    readonly LogStreamName: string;
  };
}

/** The destination that follows from settings and names; error logging is on. */
export function streamDestination(
  settings: StreamSettings,
  names: ResourceNames,
  { partition, accountId }: Account,
): StreamDestination {
  return {
    BucketARN: `arn:${partition}:s3:::${names.bucketName}`,
    RoleARN: `arn:${partition}:iam::${accountId}:role/${names.roleName}`,
    Prefix: withSlash(settings.prefix),
    ErrorOutputPrefix: withSlash(settings.errorPrefix),
    BufferingHints: { IntervalInSeconds: settings.bufferIntervalS, SizeInMBs: settings.bufferMib },
    CompressionFormat: settings.compression === 'gzip' ? 'GZIP' : 'UNCOMPRESSED',
    CloudWatchLoggingOptions: {
      Enabled: true,
      LogGroupName: names.logGroupName,
      LogStreamName: names.logStreamName,
    },
  };
}

/** A prefix with one slash at its end, because Firehose adds none (doc); no prefix stays none. */
export function withSlash(prefix: string): string {
  const bare = prefix.replace(/\/+$/, '');
  return bare === '' ? '' : `${bare}/`;
}

/** What is different in a stream that is there: its settings by the paths of their names, `asked` beside `is`. */
export function differences(
  asked: object,
  is: object | undefined,
  path = '',
): readonly { readonly setting: string; readonly asked: unknown; readonly is: unknown }[] {
  return Object.entries(asked).flatMap(([name, value]: [string, unknown]) => {
    const there = (is as Readonly<Record<string, unknown>> | undefined)?.[name];
    const setting = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object' && value !== null) {
      return differences(value, typeof there === 'object' && there !== null ? there : undefined, setting);
    }
    // The service leaves an empty prefix out of its description.
    return (there ?? '') === value ? [] : [{ setting, asked: value, is: there ?? '' }];
  });
}
