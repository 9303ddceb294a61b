import { expressionsOf, hasExpression } from '../delivery/object-name.ts';
import { WireError } from '../service.ts';
import { type Constraint, check, lengthAtMost, matches, oneOf, present, within } from './constraints.ts';
import {
  listMember,
  type Members,
  numberMember,
  streamNameConstraints,
  structureMember,
  textMember,
} from './input.ts';
import { FIREHOSE_LIMITS } from './limits.ts';
import type { Stream } from './stream.ts';
import { readTags, tagConstraints } from './tags.ts';

const ROLE = 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+';
const BUCKET = 'arn:.*:s3:::[\\w\\.\\-]{1,255}';
const TYPES = ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'] as const;
const COMPRESSIONS = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'];
/** What this server can write; the others are real values that it refuses by name. */
const OFFERED_COMPRESSIONS = ['UNCOMPRESSED', 'GZIP'];

/** What CreateDeliveryStream asks for, checked: constraints of the model first, then what the service thinks of it. */
export type CreateRequest = Pick<Stream, 'name' | 'type' | 'destination' | 'tags'>;

/** Reads CreateDeliveryStream's input. Throws ValidationException, then InvalidArgumentException. */
export function readCreateInput(input: Members): CreateRequest {
  const name = textMember(input, 'DeliveryStreamName');
  const type = textMember(input, 'DeliveryStreamType') ?? 'DirectPut';
  const extended = structureMember(input, 'ExtendedS3DestinationConfiguration');
  const given = extended ?? structureMember(input, 'S3DestinationConfiguration');
  const at = extended ? 'extendedS3DestinationConfiguration' : 's3DestinationConfiguration';
  const tags = listMember(input, 'Tags');
  check([
    ...streamNameConstraints(name),
    oneOf('deliveryStreamType', type, TYPES),
    ...(given ? destinationConstraints(given, at) : []),
    ...(tags ? tagConstraints(tags, 'tags') : []),
  ]);
  if (given === undefined)
    throw invalid(
      'Exactly one destination configuration is supported for a Firehose; this server has S3 and extended S3.',
    );
  refuseBadPrefixes(given);
  refuseUnoffered(given);
  return {
    name: name ?? '',
    type: type as Stream['type'],
    destination: filled(given),
    tags: readTags(tags ?? []),
  };
}

function destinationConstraints(given: Members, at: string): readonly Constraint[] {
  const role = textMember(given, 'RoleARN');
  const bucket = textMember(given, 'BucketARN');
  const compression = textMember(given, 'CompressionFormat');
  const hints = structureMember(given, 'BufferingHints') ?? {};
  const seconds = numberMember(hints, 'IntervalInSeconds');
  const mebibytes = numberMember(hints, 'SizeInMBs');
  const { bufferSeconds, bufferMebibytes, prefixLength } = FIREHOSE_LIMITS;
  return [
    role === undefined ? present(`${at}.roleARN`, role) : matches(`${at}.roleARN`, role, ROLE),
    bucket === undefined ? present(`${at}.bucketARN`, bucket) : matches(`${at}.bucketARN`, bucket, BUCKET),
    lengthAtMost(`${at}.prefix`, textMember(given, 'Prefix')?.length ?? 0, prefixLength),
    lengthAtMost(
      `${at}.errorOutputPrefix`,
      textMember(given, 'ErrorOutputPrefix')?.length ?? 0,
      prefixLength,
    ),
    ...(mebibytes === undefined ? [] : within(`${at}.bufferingHints.sizeInMBs`, mebibytes, bufferMebibytes)),
    ...(seconds === undefined
      ? []
      : within(`${at}.bufferingHints.intervalInSeconds`, seconds, bufferSeconds)),
    ...(compression === undefined ? [] : [oneOf(`${at}.compressionFormat`, compression, COMPRESSIONS)]),
  ];
}

/** The rules for prefixes with expressions (doc); the wording is this server's own. */
function refuseBadPrefixes(given: Members): void {
  const prefix = textMember(given, 'Prefix') ?? '';
  const errorPrefix = textMember(given, 'ErrorOutputPrefix') ?? '';
  for (const { namespace, value } of [...expressionsOf(prefix), ...expressionsOf(errorPrefix)]) {
    const known =
      namespace === 'timestamp' ||
      (namespace === 'firehose' && ['random-string', 'error-output-type'].includes(value));
    if (!known)
      throw invalid(
        `The expression !{${namespace}:${value}} is not supported in Prefix or ErrorOutputPrefix.`,
      );
  }
  if (prefix.includes('!{firehose:error-output-type}')) {
    throw invalid('Prefix cannot contain !{firehose:error-output-type}.');
  }
  if (hasExpression(prefix) && errorPrefix === '') {
    throw invalid('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.');
  }
  if (hasExpression(errorPrefix) && !errorPrefix.includes('!{firehose:error-output-type}')) {
    throw invalid(
      'ErrorOutputPrefix must contain !{firehose:error-output-type} when it contains expressions.',
    );
  }
}

function refuseUnoffered(given: Members): void {
  const compression = textMember(given, 'CompressionFormat') ?? 'UNCOMPRESSED';
  if (!OFFERED_COMPRESSIONS.includes(compression)) {
    throw invalid(
      `CompressionFormat ${compression} is not offered by this server; use UNCOMPRESSED or GZIP.`,
    );
  }
  const unoffered = [
    'ProcessingConfiguration',
    'DataFormatConversionConfiguration',
    'DynamicPartitioningConfiguration',
  ].find((name) => structureMember(given, name)?.Enabled === true);
  if (unoffered) throw invalid(`${unoffered} is not offered by this server: it delivers records verbatim.`);
}

/** Gaps filled as the service fills them (doc); whoever gives one buffering hint must give both, or the other is the usual one. */
function filled(given: Members): Members {
  const hints = structureMember(given, 'BufferingHints') ?? {};
  const { bufferSeconds, bufferMebibytes } = FIREHOSE_LIMITS;
  return {
    ...given,
    Prefix: textMember(given, 'Prefix') ?? '',
    BufferingHints: {
      SizeInMBs: numberMember(hints, 'SizeInMBs') ?? bufferMebibytes.usual,
      IntervalInSeconds: numberMember(hints, 'IntervalInSeconds') ?? bufferSeconds.usual,
    },
    CompressionFormat: textMember(given, 'CompressionFormat') ?? 'UNCOMPRESSED',
    EncryptionConfiguration: structureMember(given, 'EncryptionConfiguration') ?? {
      NoEncryptionConfig: 'NoEncryption',
    },
    CloudWatchLoggingOptions: structureMember(given, 'CloudWatchLoggingOptions') ?? { Enabled: false },
  };
}

function invalid(message: string): WireError {
  return new WireError('InvalidArgumentException', message);
}
