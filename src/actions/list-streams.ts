// snippet-start:[javascript.v3.firehose.Hello]
import { type FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';

/**
 * Lists the names of the account's Firehose streams in the client's Region, page by page.
 *
 * @param client - The SDK's client.
 * @returns The names in the service's order, which is alphabetical. (Source: ListDeliveryStreams in the API reference.)
 * @throws The SDK's error where the service refuses a page; the names before it were given.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { listStreams } from './list-streams.ts';
 *
 * const names: string[] = [];
 * for await (const name of listStreams(new FirehoseClient())) names.push(name);
 * ```
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
