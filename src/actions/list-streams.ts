// snippet-start:[javascript.v3.firehose.Hello]
import { type FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';

/**
 * Lists the names of the account's Firehose streams in the client's Region, page by page.
 *
 * @param client - The SDK's client.
 * @returns The names in the service's order, which is alphabetical. (Source: ListDeliveryStreams in the API reference.)
 */
export async function* listStreams(client: Pick<FirehoseClient, 'send'>): AsyncGenerator<string> {
  let last: string | undefined;
  for (;;) {
    const { DeliveryStreamNames: names = [], HasMoreDeliveryStreams } = await client.send(
      new ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName: last }),
    );
    yield* names;
    last = names.at(-1);
    if (!HasMoreDeliveryStreams || last === undefined) return;
  }
}
// snippet-end:[javascript.v3.firehose.Hello]
