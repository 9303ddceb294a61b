import type { S3Destination } from '../../src/actions/describe-destination.ts';

/** Where the stream `alerts` delivers to, everything as the service does it by itself. */
export function destination(over: Partial<S3Destination> = {}): S3Destination {
  return {
    streamName: 'alerts',
    bucket: 'alerts',
    prefix: '',
    errorPrefix: undefined,
    compression: 'UNCOMPRESSED',
    bufferIntervalS: 300,
    timeZone: 'UTC',
    alterations: [],
    ...over,
  };
}
