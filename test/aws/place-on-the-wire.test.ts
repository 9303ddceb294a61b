import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { serveHttp } from './http-server.ts';
import { transportsTo } from './transports.ts';

const ENTRIES = JSON.stringify({ FailedPutCount: 0, RequestResponses: [{ RecordId: 'x' }] });
const FAILED = JSON.stringify({ FailedPutCount: 1, RequestResponses: [{ ErrorCode: 'InternalFailure' }] });
const THROTTLED = JSON.stringify({ __type: 'ServiceUnavailableException' });

let seen = 0;

/** Answers as the name of the stream says. */
const endpoint = serveHttp((request, response) => {
  seen += 1;
  const pieces: Buffer[] = [];
  request
    .on('data', (piece) => pieces.push(piece))
    .on('end', () => {
      const { DeliveryStreamName: kind } = JSON.parse(Buffer.concat(pieces).toString());
      if (kind === 'failed') response.end(FAILED);
      else if (kind === 'throttled') response.writeHead(503).end(THROTTLED);
      else if (kind === 'broken') response.writeHead(200, { 'content-length': 1000 }).write(ENTRIES);
      else response.end(ENTRIES);
      if (kind === 'broken') setTimeout(() => request.socket.destroy(), 20);
    });
});

const batchFor = (kind: string) =>
  new PutRecordBatchCommand({ DeliveryStreamName: kind, Records: [{ Data: new Uint8Array(10) }] });

describe.each(['sdk', 'fast'] as const)('a call over %s', (name) => {
  /** What it tells, in turn, its end included. */
  async function toldBy(kind: string, begin: () => Promise<void> = async () => {}): Promise<string[]> {
    const told: string[] = [];
    const onReady = () => {
      told.push('ready');
      return begin();
    };
    const options = { onReady, onReplied: () => void told.push('replied') };
    const call = transportsTo(endpoint())[name].send(batchFor(kind), options as object);
    const end = await call.then(
      () => 'answered',
      (error: Error) => error.name,
    );
    return [...told, end];
  }

  it.each(['whole', 'failed'])('gives its place up before its reply is read: %s', async (kind) => {
    expect(await toldBy(kind)).toEqual(['ready', 'replied', 'answered']);
  });

  it.each([
    ['throttled', 'ServiceUnavailableException'],
    ['broken', 'Error'],
  ])('keeps its place to its end where the reply is %s', async (kind, end) => {
    expect(await toldBy(kind)).toEqual(['ready', end]);
  });

  it('is never sent where its turn never comes', async () => {
    const never = async () => {
      throw Object.assign(new Error('Not any more.'), { name: 'NotSent' });
    };
    const before = seen;
    expect(await toldBy('whole', never)).toEqual(['ready', 'NotSent']);
    expect(seen).toBe(before);
  });
});
