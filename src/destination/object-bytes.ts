import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** An object to read. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** How often reading goes on after the connection broke without a byte in between. */
const RESUMES = 3;

/**
 * The bytes of an object as they lie in S3. A connection that breaks, or that S3 closes because the reader takes its
 * time, is followed by a request for the rest of the same object.
 */
export async function* objectBytes(
  client: Pick<S3Client, 'send'>,
  address: ObjectAddress,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let offset = 0;
  let etag: string | undefined;
  for (let idle = 0; ; idle += 1) {
    const before = offset;
    const reply = await client.send(
      new GetObjectCommand({ Bucket: address.bucket, Key: address.key, ...rest(offset, etag) }),
      signal ? { abortSignal: signal } : {},
    );
    etag = reply.ETag;
    try {
      for await (const chunk of (reply.Body ?? []) as AsyncIterable<Uint8Array>) {
        offset += chunk.length;
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      }
      return;
    } catch (error) {
      if (offset > before) idle = 0;
      if (signal?.aborted || idle >= RESUMES) throw error;
    }
  }
}

/** Asks for what is left, and only of the object that was begun. */
function rest(offset: number, etag: string | undefined) {
  return offset === 0 ? {} : { Range: `bytes=${offset}-`, IfMatch: etag };
}
