import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createAbortWatch } from './abort-watch.ts';
import type { BufferPool } from './buffer-pool.ts';
import { collectReply } from './collect-reply.ts';
import {
  abortError,
  asSdkError,
  lateReplyError,
  noConnectionError,
  silentReplyError,
} from './wire-errors.ts';

/** How long a call may take, in milliseconds. */
export interface CallTimes {
  /** Until the reply begins, and from then on without a byte of it. */
  readonly requestTimeoutMs: number;
  /** Until there is a connection. */
  readonly connectTimeoutMs: number;
}

/** A reply as it came: whole, or broken off after its headers. */
export interface WireReply {
  readonly incoming: IncomingMessage;
  readonly body:
    | { readonly kind: 'whole'; readonly bytes: Buffer }
    | { readonly kind: 'broken'; readonly error: unknown };
}

/**
 * Sends a request's body and takes in the reply.
 *
 * @param outgoing - The request, its headers set and nothing sent.
 * @param pool - Lends the buffer for the reply's body.
 * @throws The error that the SDK's HTTP handler would give, by name and code, where no reply began.
 */
export function exchange(
  outgoing: ClientRequest,
  body: Buffer,
  pool: BufferPool,
  times: CallTimes,
  signal: AbortSignal | undefined,
): Promise<WireReply> {
  return new Promise<WireReply>((resolve, reject) => {
    if (signal?.aborted) {
      outgoing.on('error', reject).destroy(abortError(signal));
      return;
    }
    const guard = guardCall(outgoing, times, signal, reject);
    let state: 'asking' | 'answered' = 'asking';
    outgoing.on('error', (error) => {
      // From the reply's headers on, the reply's own end tells what became of it.
      if (state === 'answered') return;
      guard.end();
      reject(asSdkError(error));
    });
    outgoing.once('response', (incoming) => {
      state = 'answered';
      guard.answered(incoming);
      collectReply(incoming, pool, incoming.headers['content-length'])
        .then((bytes) => ({ kind: 'whole', bytes }) as const)
        .catch((error: unknown) => ({ kind: 'broken', error: guard.reason ?? error }) as const)
        .then((received) => {
          guard.end();
          resolve({ incoming, body: received });
        });
    });
    outgoing.end(body);
  });
}

const watchAbort = createAbortWatch();

/** Watches over one call, and ends it when its time is up or the signal is aborted. */
interface Guard {
  /** Why it ended the call. */
  readonly reason: Error | undefined;
  /** From now on only a silence counts. */
  answered(incoming: IncomingMessage): void;
  end(): void;
}

function guardCall(
  outgoing: ClientRequest,
  { requestTimeoutMs, connectTimeoutMs }: CallTimes,
  signal: AbortSignal | undefined,
  reject: (error: Error) => void,
): Guard {
  let timeUp: (ms: number) => Error = lateReplyError;
  let reason: Error | undefined;
  const stop = (error: Error) => {
    reason = error;
    end();
    outgoing.destroy(error);
    // A request that still waits for a connection would tell nobody. Where the reply has begun, this changes nothing.
    if (timeUp === lateReplyError) reject(error);
  };
  const timer = setTimeout(() => stop(timeUp(requestTimeoutMs)), requestTimeoutMs);
  const endWatch = watchAbort(signal, (aborted) => stop(abortError(aborted)));
  const end = () => {
    clearTimeout(timer);
    endWatch();
  };
  outgoing.once('socket', (socket) => {
    if (socket.connecting) limitConnecting(socket, connectTimeoutMs, stop);
  });
  return {
    get reason() {
      return reason;
    },
    answered: (incoming) => {
      timeUp = silentReplyError;
      timer.refresh();
      incoming.on('data', () => timer.refresh());
    },
    end,
  };
}

function limitConnecting(socket: Socket, ms: number, stop: (error: Error) => void): void {
  const timer = setTimeout(() => stop(noConnectionError(ms)), ms);
  const end = () => clearTimeout(timer);
  socket.once('connect', end).once('close', end);
}
