import type { S3Destination } from '../actions/describe-destination.ts';
import { RunError } from '../report/run-error.ts';

/** What is read here; the other formats of the service are real, and need a program of their own. */
const READABLE = ['UNCOMPRESSED', 'GZIP'];

/**
 * Refuses a stream whose objects can't be read.
 *
 * @throws RunError
 */
export function refuseUnreadable(streamName: string, destination: S3Destination | undefined): S3Destination {
  if (destination === undefined) {
    throw new RunError('usage', {
      code: 'NoS3Destination',
      message: `Stream ${streamName} doesn't deliver to S3, so there is nothing to read there.`,
      next: 'Name a stream with an S3 destination, or leave the reading out.',
    });
  }
  const { compression } = destination;
  if (READABLE.includes(compression)) return destination;
  throw new RunError('usage', {
    code: 'UnreadableCompression',
    message: `Stream ${streamName} delivers ${compression}, and only ${READABLE.join(' and ')} can be read.`,
    next: 'Change the compression of the stream, or leave the reading out.',
  });
}

/**
 * Refuses a stream whose records don't arrive as they were sent, so that nobody could find them again.
 *
 * @throws RunError
 */
export function refuseUnprovable(streamName: string, found: S3Destination | undefined): S3Destination {
  const destination = refuseUnreadable(streamName, found);
  const [alteration] = destination.alterations;
  if (alteration === undefined) return destination;
  throw new RunError('usage', {
    code: 'AlteredRecords',
    message: `Stream ${streamName} has a ${alteration} on the way to S3, so its records don't arrive as they were sent.`,
    next: 'Leave out --verify or --compare; the counts of records in CloudWatch say as much as can be said.',
  });
}
