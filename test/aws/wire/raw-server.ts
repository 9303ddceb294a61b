import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createBufferPool } from '../../../src/aws/buffer-pool.ts';
import type { CallTimes } from '../../../src/aws/wire/connection.ts';
import { createWire, type Wire } from '../../../src/aws/wire/wire.ts';

/** Answers one request with bytes of its own; the head of the request tells which one it is. */
export type Answer = (socket: Socket, request: string) => void;

/** A server of bytes. */
export interface RawServer {
  readonly origin: URL;
  /** Whole requests as they came, each with the number of its connection. */
  readonly requests: readonly { readonly connection: number; readonly text: string }[];
  connections(): number;
  /** From now on the first bytes of each connection are answered with this, whatever follows. */
  onHead(answer: (socket: Socket) => void): void;
}

/** Starts a server that answers each whole request with the next answer; the last one stays. */
export async function startRawServer(...answers: readonly Answer[]): Promise<RawServer> {
  const requests: { connection: number; text: string }[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let onHead: ((socket: Socket) => void) | undefined;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      if (onHead) return onHead(socket);
      received += piece.toString('latin1');
      for (let end = endOfRequest(received); end > 0; end = endOfRequest(received)) {
        const text = received.slice(0, end);
        received = received.slice(end);
        const answer = answers[Math.min(requests.length, answers.length - 1)];
        requests.push({ connection, text });
        answer?.(socket, text);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: new URL(`http://127.0.0.1:${port}`),
    requests,
    connections: () => connections,
    onHead: (answer) => {
      onHead = answer;
    },
  };
}

function endOfRequest(text: string): number {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const length = Number(/content-length: (\d+)/.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length < end + 4 + length ? 0 : end + 4 + length;
}

/** A plain reply with this body. */
export const plain = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

/** Writes bytes as they are. */
export const says =
  (bytes: string): Answer =>
  (socket) =>
    void socket.write(bytes, 'latin1');

/** A wire to an origin, ended with the test. */
export function wireTo(origin: URL, times: Partial<CallTimes> = {}, most = 2): Wire {
  const parts = {
    origin,
    times: { requestTimeoutMs: 20_000, connectTimeoutMs: 20_000, ...times },
    pool: createBufferPool(4),
  };
  const wire = createWire(parts, most);
  onTestFinished(() => wire.destroy());
  return wire;
}

/** A request with this body. */
export const post = (body = ''): Buffer =>
  Buffer.from(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
