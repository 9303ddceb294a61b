import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBufferPool } from '../../../src/aws/buffer-pool.ts';
import { PlainReply, type Progress } from '../../../src/aws/wire/plain-reply.ts';
import { readReplyHead } from '../../../src/aws/wire/reply-head.ts';
import { createUnusualReply } from '../../../src/aws/wire/unusual-reply.ts';

const pool = createBufferPool(4);

function readByUs(pieces: readonly Buffer[]): Progress | 'nothing' {
  const reply = new PlainReply(pool);
  let progress: Progress | 'nothing' = 'nothing';
  for (const piece of pieces) progress = reply.add(piece);
  return progress;
}

async function readByNode(bytes: Buffer) {
  const reply = createUnusualReply(pool);
  reply.add(bytes);
  reply.end();
  return reply.reply;
}

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

const token = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/).map((name) => `x-${name}`);
const value = fc.stringMatching(/^[!-~]{0,20}( [!-~]{1,9}){0,2}$/);
const plainReply = fc.record({
  status: fc.constantFrom(200, 201, 400, 404, 413, 429, 500, 503),
  reason: fc.stringMatching(/^[A-Za-z ]{0,12}$/).map((text) => text.trim()),
  headers: fc.array(fc.tuple(token, value, fc.constantFrom('', ' ', '  \t')), { maxLength: 6 }),
  body: fc.uint8Array({ maxLength: 300 }),
  places: fc.array(fc.nat(), { maxLength: 4 }),
});

it('reads a plain reply as Node does, wherever it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(plainReply, async ({ status, reason, headers, body, places }) => {
      const lines = headers.map(([name, text, space]) => `${name}:${space}${text}${space}\r\n`).join('');
      const head = `HTTP/1.1 ${status} ${reason}\r\n${lines}Content-Length: ${body.length}\r\n\r\n`;
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
      const ours = readByUs(cut(bytes, places));
      const nodes = await readByNode(bytes);
      expect(ours).toEqual({ kind: 'whole', reply: nodes, surplus: 0 });
    }),
  );
});

describe('the head of a reply', () => {
  const plain = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n';

  it('is plain with a status, headers of one line and an announced length', () => {
    const head = { status: 200, reason: 'OK', headers: { 'content-length': '5' }, bodyAt: plain.length };
    expect(readReplyHead(Buffer.from(plain))).toEqual({ ...head, length: 5 });
  });

  it('is not whole before its empty line', () => {
    for (let length = 0; length < plain.length; length += 1)
      expect(readReplyHead(Buffer.from(plain.slice(0, length)))).toBeUndefined();
  });

  it.each([
    ['no HTTP', plain.replace('HTTP', 'HTTQ')],
    ['another version', plain.replace('1.1', '1.0')],
    ['a status of its own', plain.replace('200', '100')],
    ['a status without a body', plain.replace('200', '204')],
    ['no length', 'HTTP/1.1 200 OK\r\nserver: x\r\n\r\n'],
    ['a length that is no number', plain.replace('5', 'none')],
    ['a length below 0', plain.replace('5', '-5')],
    ['two lengths', plain.replace(': 5', ': 5\r\nContent-Length: 6')],
    ['a body in chunks', plain.replace(': 5', ': 5\r\nTransfer-Encoding: chunked')],
    ['a header over two lines', plain.replace(': 5', ': 5\r\n folded')],
    ['a header without a name', plain.replace(': 5', ': 5\r\n: x')],
    ['a line that ends early', plain.replace(': 5', ': 5\nx: y')],
    ['what another protocol says, at once', 'SSH-2.0-x\r\n'],
    ['another line end, at once', 'HTTP/1.1 200 OK\ncontent-length: 2'],
    ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(17_000)}`],
  ])('is left to Node with %s', (_what, head) => {
    expect(readReplyHead(Buffer.from(head))).toBe('unusual');
  });
});
