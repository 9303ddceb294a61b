import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WireReply } from './service.ts';

const DRAIN_MS = 2_000;

/** Sends a reply, or disturbs the connection as it orders. `hasNoBody` for the answer to HEAD. */
export async function sendReply(response: ServerResponse, reply: WireReply, isHead: boolean): Promise<void> {
  if (reply.disturbance?.kind === 'reset') return void response.socket?.resetAndDestroy();
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
  if (Buffer.isBuffer(body) && reply.headers['content-length'] === undefined) {
    response.setHeader('content-length', body.length);
  }
  response.writeHead(reply.status, reply.headers);
  if (reply.disturbance?.kind === 'cut') return cut(response, body, reply.disturbance.bytes);
  if (isHead) return void response.end();
  if (body instanceof Readable) return pipeline(body, response);
  response.end(body);
}

/**
 * A status alone, before the body was read to its end. What still comes is thrown away for a moment before the
 * connection is closed, otherwise a client that is writing sees a broken pipe instead of the status.
 */
export function sendBare(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 });
  response.flushHeaders();
  const timer = setTimeout(() => request.destroy(), DRAIN_MS);
  request.on('error', () => response.destroy());
  request.once('end', () => response.end());
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

function cut(response: ServerResponse, body: Buffer | Readable, bytes: number): void {
  const part = Buffer.isBuffer(body) ? body.subarray(0, bytes) : Buffer.alloc(0);
  // Header and part leave before the reset, otherwise the client sees a reset alone.
  response.write(part.length > 0 ? part : '', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
}
