import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createS3Client } from '../../src/aws/s3-client.ts';
import { objectBytes } from '../../src/destination/object-bytes.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, number) => number % 251));

/** A server that sends so many bytes of what it is asked for and then breaks the connection, reply after reply. */
async function startBreaking(breaks: readonly number[]) {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers.range);
    const first = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    send(response, CONTENT.subarray(first), breaks[asked.length - 1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const s3 = createS3Client({
    ...{ region: 'us-east-1', profile: undefined, endpointUrl: `http://127.0.0.1:${port}` },
    ...{ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, requestTimeoutMs: 5_000 },
  });
  onTestFinished(() => s3.destroy());
  const read = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of objectBytes(s3, { bucket: 'b', key: 'k' })) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { asked, read };
}

function send(response: ServerResponse, bytes: Buffer, breakAfter: number | undefined): void {
  response.writeHead(200, { etag: '"e"', 'content-length': bytes.length });
  if (breakAfter === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
}

describe('the bytes of an object', () => {
  it('go on where the connection broke, as often as it goes on', async () => {
    const { asked, read } = await startBreaking([100_000, 50_000, 50_000, 50_000, 40_000]);
    expect((await read()).equals(CONTENT)).toBe(true);
    expect(asked).toEqual([
      undefined,
      ...[100_000, 150_000, 200_000, 250_000, 290_000].map((first) => `bytes=${first}-`),
    ]);
  });

  it('end with the error where nothing more comes', async () => {
    const { asked, read } = await startBreaking([1_000, 0, 0, 0, 0, 0]);
    await expect(read()).rejects.toThrow();
    expect(asked).toHaveLength(1 + 3);
  });
});
