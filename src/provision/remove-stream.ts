import { DeleteDeliveryStreamCommand, ResourceNotFoundException } from '@aws-sdk/client-firehose';
import type { OnStep, Removal } from './resource.ts';
import { describeDeliveryStream, failedStream, reasonOf, type WantedStream } from './stream.ts';
import { waitFor } from './wait-for.ts';

/** Removes the stream and waits until it is gone. */
export async function removeStream(
  { firehose, streamName, patience }: Omit<WantedStream, 'destination'>,
  onStep: OnStep,
): Promise<Removal> {
  const isCreating = async () =>
    (await describeDeliveryStream(firehose, streamName))?.DeliveryStreamStatus === 'CREATING'
      ? undefined
      : 'settled';
  // A stream that is still CREATING can't be deleted. (Source: DeleteDeliveryStream in the Firehose API reference.)
  await waitFor(`stream ${streamName} to be made, so that it can be removed`, isCreating, patience);
  try {
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: streamName }));
    onStep('being removed');
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { status: 'removed' };
    throw error;
  }
  const ask = async () => {
    const found = await describeDeliveryStream(firehose, streamName);
    if (found === undefined) return 'gone';
    if (found.DeliveryStreamStatus === 'DELETING_FAILED') {
      throw failedStream(streamName, `DELETING_FAILED${reasonOf(found)}`);
    }
    return undefined;
  };
  await waitFor(`stream ${streamName} to be gone`, ask, patience);
  return { status: 'removed' };
}
