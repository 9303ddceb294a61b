import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { mostConnections } from './connection-bound.ts';
import type { Dispatch } from './dispatch.ts';
import { createBodyReader } from './read-body.ts';
import { sendBare, sendReply } from './send-reply.ts';
import type { WireRequest } from './service.ts';

const HOST = '127.0.0.1';

/** How long clients may take, in milliseconds, and how many may be there. */
export interface ServerBounds {
  readonly headersMs: number;
  /** For a whole request, its body included. */
  readonly requestMs: number;
  /** Longer than clients keep an idle connection, otherwise theirs and our closing cross and a call is lost. */
  readonly idleMs: number;
  readonly checkEveryMs: number;
  /** What is under way when the server closes has this long. */
  readonly closingMs: number;
  /** Above this many the next connection is closed at once, otherwise idle ones use up the file descriptors. */
  readonly connections: number;
}

const BOUNDS: Omit<ServerBounds, 'connections'> = {
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 120_000,
  checkEveryMs: 1_000,
  closingMs: 2_000,
};

/** The listening server. */
export interface WireServer {
  readonly port: number;
  readonly connections: () => { readonly open: number; readonly seen: number };
  /** Answers what is under way, and ends every connection in a bounded time. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only; port 0 takes any free one. Rejects when the port is taken. */
export async function startServer(
  port: number,
  dispatch: Dispatch,
  bounds: ServerBounds = { ...BOUNDS, connections: mostConnections() },
): Promise<WireServer> {
  const readBody = createBodyReader();
  const server = createServer(nodeOptions(bounds), (request, response) => {
    // The client went away in the middle of its answer: nobody is left to be told.
    void answer(request, response).catch(() => response.destroy());
  });
  const sockets = countConnections(server);
  server.maxConnections = bounds.connections;
  server.on('clientError', refuseBrokenRequest);
  await listen(server, port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = await readBody(request);
    if (outcome.status === 'broken') return void response.destroy();
    if (outcome.status === 'too-large') return sendBare(request, response, 413);
    if (outcome.status === 'overloaded') return sendBare(request, response, 503);
    const reply = await dispatch(toWire(request, outcome.body));
    if (!server.listening) response.setHeader('connection', 'close');
    await sendReply(response, reply, request.method === 'HEAD');
  }

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets,
    close: () => closeServer(server, bounds.closingMs),
  };
}

function toWire(request: IncomingMessage, body: Buffer): WireRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: request.headers,
    body,
    requestId: randomUUID(),
    receivedAt: Date.now(),
  };
}

function nodeOptions(bounds: ServerBounds): ServerOptions {
  return {
    headersTimeout: bounds.headersMs,
    requestTimeout: bounds.requestMs,
    keepAliveTimeout: bounds.idleMs,
    connectionsCheckingInterval: bounds.checkEveryMs,
  };
}

/** Half a header, or no HTTP at all: a status without a body is all that can be said in no protocol. */
function refuseBrokenRequest(_error: Error, socket: Duplex): void {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  socket.destroy();
}

function countConnections(server: Server): { open: number; seen: number } {
  const sockets = { open: 0, seen: 0 };
  server.on('connection', (socket: Socket) => {
    sockets.open += 1;
    sockets.seen += 1;
    // A reset of the client is its own affair.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.open -= 1;
    });
  });
  return sockets;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, 1_024, () => {
      server.removeListener('error', reject);
      server.on('error', () => {
        // An accept that failed (no descriptor left): the connection is lost, the server stays.
      });
      resolve();
    });
  });
}

function closeServer(server: Server, closingMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closingMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
