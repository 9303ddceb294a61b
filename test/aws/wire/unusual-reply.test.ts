import { describe, expect, it } from 'vitest';
import { failureOfCall } from '../../../src/actions/failures.ts';
import type { WireReply } from '../../../src/aws/wire/reply.ts';
import { type Answer, plain, post, says, startRawServer, wireTo } from './raw-server.ts';

const body = ({ body }: WireReply) => (body.kind === 'whole' ? body.bytes.toString() : body.kind);
const chunked = (headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}transfer-encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n`;

describe('a reply of another form than the service has', () => {
  it.each<[string, Answer, string]>([
    ['in chunks', says(chunked()), 'one two'],
    [
      'up to the end of the connection',
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'),
      'all of it',
    ],
    ['of HTTP/1.0', (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nold'), 'old'],
    ['behind a hint', says(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${plain('last')}`), 'last'],
    ['without a body', says('HTTP/1.1 204 No Content\r\n\r\n'), ''],
    ['of one byte at a time', byteByByte(chunked()), 'one two'],
  ])('is read %s', async (_form, answer, expected) => {
    const { origin } = await startRawServer(answer);
    expect(body(await wireTo(origin).call(post(), undefined))).toBe(expected);
  });

  it.each([
    ['in chunks', '', 1],
    ['in chunks, of a connection that is closed', 'connection: close\r\n', 3],
  ])('keeps its connection where it is told %s', async (_what, headers, connections) => {
    const server = await startRawServer(says(chunked(headers)));
    const wire = wireTo(server.origin);
    for (let call = 0; call < 3; call += 1) await wire.call(post(), undefined);
    expect(server.connections()).toBe(connections);
  });

  it('is broken where it ends in the middle of a chunk', async () => {
    const { origin } = await startRawServer((socket) => socket.end(chunked().slice(0, -20)));
    expect(body(await wireTo(origin).call(post(), undefined))).toBe('broken');
  });

  it('is broken where nothing comes any more', async () => {
    const { origin } = await startRawServer(says(chunked().slice(0, -20)));
    const reply = await wireTo(origin, { requestTimeoutMs: 400 }).call(post(), undefined);
    expect(reply.body).toMatchObject({ kind: 'broken', error: { name: 'TimeoutError' } });
  });

  it.each([
    ['is no HTTP', 'What?\r\n\r\n'],
    ['contradicts itself', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}}'],
  ])('is an ambiguous failure where it %s', async (_what, bytes) => {
    const { origin } = await startRawServer(says(bytes));
    const error = await wireTo(origin)
      .call(post(), undefined)
      .catch((thrown: unknown) => thrown);
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'ambiguous' });
  });
});

function byteByByte(text: string): Answer {
  return async (socket) => {
    for (const byte of text) await new Promise<void>((resolve) => void socket.write(byte, () => resolve()));
  };
}
