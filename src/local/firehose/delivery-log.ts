import type { DeliveryOutcome } from '../delivery/deliver-segment.ts';
import type { LogSink } from '../log-sink.ts';
import { type Members, structureMember, textMember } from './input.ts';
import type { Stream } from './stream.ts';

/**
 * Writes a failed delivery to the log group that the stream names, as the service does (doc); nothing for a stream
 * that has logging switched off, and nothing about deliveries that went well.
 */
export function logDelivery(
  logs: LogSink,
  stream: Stream,
  arn: string,
  outcome: DeliveryOutcome,
  at: number,
): void {
  const options: Members = structureMember(stream.destination, 'CloudWatchLoggingOptions') ?? {};
  const logGroupName = textMember(options, 'LogGroupName');
  const logStreamName = textMember(options, 'LogStreamName');
  if (outcome.status === 'delivered' || options.Enabled !== true || !logGroupName || !logStreamName) return;
  const message = JSON.stringify({
    deliveryStreamARN: arn,
    destination: textMember(stream.destination, 'BucketARN'),
    deliveryStreamVersionId: Number(stream.versionId),
    message: outcome.message,
    errorCode: outcome.code,
  });
  logs.recordLog({ logGroupName, logStreamName, message, timestamp: at });
}
