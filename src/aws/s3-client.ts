import { S3Client } from '@aws-sdk/client-s3';
import { type Connection, clientConfig } from './clients.ts';

/** Reading changes nothing, so unlike a put it can be repeated by the SDK as it likes. */
const ATTEMPTS = 5;

/** Makes the client that reads from S3; a bucket in another Region than the stream's is followed there. */
export function createS3Client(
  connection: Pick<Connection, 'region' | 'profile' | 'endpointUrl' | 'credentials' | 'requestTimeoutMs'>,
): S3Client {
  const { endpointUrl, requestTimeoutMs } = connection;
  return new S3Client({
    ...clientConfig(connection),
    maxAttempts: ATTEMPTS,
    followRegionRedirects: true,
    // Who brings an endpoint seldom brings a name of it for each bucket.
    ...(endpointUrl ? { forcePathStyle: true } : {}),
    // Whoever compares records finds every damage, and whoever prints them gets S3's word over TLS.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
      connectionTimeout: Math.min(5_000, requestTimeoutMs),
    },
  });
}
