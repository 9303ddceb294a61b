import type { ResourceClients } from '../aws/resource-clients.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { bucketOfStream } from './stream.ts';

/**
 * The bucket of a stream: the one that a stream of ours names, else the one that the user names, otherwise a second one
 * would be made, or the first one forgotten. Undefined for the name that follows from the stream's.
 *
 * @throws SettingsError where the two differ.
 */
export async function chooseBucket(
  { stream, bucket }: { readonly stream: string; readonly bucket: string | undefined },
  { firehose }: Pick<ResourceClients, 'firehose'>,
): Promise<string | undefined> {
  const named = await bucketOfStream(firehose, stream);
  if (named !== undefined && bucket !== undefined && named !== bucket) {
    throw new SettingsError(
      `--bucket: stream ${stream} delivers to ${named} and not to ${bucket}; leave the option out.`,
    );
  }
  return named ?? bucket;
}
