import { describeDestination } from '../actions/describe-destination.ts';
import type { Clients } from '../aws/clients.ts';
import type { ResourceConnection } from '../aws/resource-clients.ts';
import { createS3Client } from '../aws/s3-client.ts';
import { askAgain } from '../delivery/ask-again.ts';
import { explainS3Error } from '../destination/explain-s3-error.ts';
import { type DeliveredObject, type DeliveredQuery, readDelivered } from '../destination/read-delivered.ts';
import { refuseUnreadable } from '../destination/refusals.ts';

/** Reads what a stream delivered, as `read` does; the stream's description says where that lies. */
export async function* readObjects(
  { firehose }: Pick<Clients, 'firehose'>,
  connection: ResourceConnection,
  streamName: string,
  query: DeliveredQuery,
): AsyncGenerator<DeliveredObject, void, undefined> {
  const found = await askAgain(() => describeDestination(firehose, streamName));
  const destination = refuseUnreadable(streamName, found);
  const s3 = createS3Client(connection);
  try {
    yield* readDelivered(s3, destination, query);
  } catch (error) {
    throw explainS3Error(error, destination.bucket);
  } finally {
    s3.destroy();
  }
}
