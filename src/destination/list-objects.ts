import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { Listing } from './listings.ts';

/** An object as a list shows it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes as they lie in S3. */
  readonly size: number;
  /** Milliseconds since the epoch, in whole seconds; S3's clock. */
  readonly lastModified: number;
}

/**
 * Lists a bucket in the order of the keys, page by page, up to 1,000 at a time. (Source: ListObjectsV2 in the S3 API
 * reference; directory buckets, which have no order, can't be a stream's destination.)
 */
export async function* listObjects(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  { prefix, startAfter }: Listing,
  signal?: AbortSignal,
): AsyncGenerator<ListedObject, void, undefined> {
  const request = { Bucket: bucket, Prefix: prefix, StartAfter: startAfter };
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ ...request, ContinuationToken }),
      signal ? { abortSignal: signal } : {},
    );
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      yield { key: Key, size: Size, lastModified: LastModified?.getTime() ?? 0 };
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
}
