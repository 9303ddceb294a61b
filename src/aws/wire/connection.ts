import type { Socket } from 'node:net';
import type { BufferPool } from '../buffer-pool.ts';
import { sharedSignal } from '../shared-signal.ts';
import { Call, type CallEnd } from './call.ts';
import { openSocket } from './open-socket.ts';
import type { WireReply } from './reply.ts';
import { abortError, lateReplyError, noConnectionError, silentReplyError } from './wire-errors.ts';

/** How long a call may take, in milliseconds. */
export interface CallTimes {
  /** Until the reply begins, and from then on without a byte of it. */
  readonly requestTimeoutMs: number;
  /** Until there is a connection. */
  readonly connectTimeoutMs: number;
}

/** Where connections lead to, and what they work with. */
export interface ConnectionParts {
  readonly origin: URL;
  readonly times: CallTimes;
  readonly pool: BufferPool;
}

/** Taken off what the other side says it keeps an idle connection, because its last word travels too, in milliseconds. */
const HINT_MARGIN_MS = 1_000;

/** A connection that is kept, and carries one call at a time. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #socket: Socket;
  /** Runs on where no call does, and then does nothing: to start and end it for each would cost more. */
  readonly #timer: NodeJS.Timeout;
  #call: Call | undefined;
  #state: 'usable' | 'gone' = 'usable';
  #idleUntil = Number.POSITIVE_INFINITY;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { requestTimeoutMs, connectTimeoutMs } = parts.times;
    this.#socket = openSocket(parts.origin, (piece) => this.#take(piece));
    this.#socket
      .on('error', (error) => this.end(error))
      .on('end', () => this.#endOfBytes())
      .on('close', () => this.#endOfBytes());
    limitConnecting(this.#socket, connectTimeoutMs, (error) => this.end(error));
    this.#timer = setTimeout(() => this.#timeUp(), requestTimeoutMs).unref();
  }

  /** Whether it can carry the next call. */
  isUsable(now = performance.now()): boolean {
    return this.#state === 'usable' && now < this.#idleUntil;
  }

  /**
   * Makes a call. Whatever is wrong with it ends the connection.
   *
   * @param request - Head and body; the pool forgets them where some of them may still be on their way.
   * @throws The error that the SDK's HTTP handler would give, by name and code, where no reply began.
   */
  call(request: Buffer, signal: AbortSignal | undefined): Promise<WireReply> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    return new Promise<WireReply>((resolve, reject) => {
      const onAbort = () => this.end(signal && abortError(signal));
      const abort = signal && sharedSignal(signal);
      this.#call = new Call(this.#parts.pool, (end) => {
        this.#call = undefined;
        abort?.removeEventListener('abort', onAbort);
        this.#afterCall(end, request);
        if (end.kind === 'error') reject(end.error);
        else resolve(end.reply);
      });
      abort?.addEventListener('abort', onAbort);
      this.#timer.refresh();
      this.#socket.ref();
      this.#socket.write(request);
    });
  }

  /** Ends it, and the call that it carries. */
  end(error?: Error): void {
    this.#state = 'gone';
    clearTimeout(this.#timer);
    if (error) this.#call?.break(error);
    this.#socket.destroy();
  }

  #take(piece: Uint8Array): void {
    // Bytes that nobody asked for could pass for the next call's reply.
    if (this.#call === undefined) {
      this.end();
      return;
    }
    this.#timer.refresh();
    this.#call.add(piece);
  }

  #endOfBytes(): void {
    this.#state = 'gone';
    this.#call?.endOfBytes();
    if (this.#call === undefined) this.end();
  }

  #timeUp(): void {
    const { requestTimeoutMs } = this.#parts.times;
    if (this.#call === undefined) return;
    this.end(this.#call.isAnswered ? silentReplyError(requestTimeoutMs) : lateReplyError(requestTimeoutMs));
  }

  #afterCall(end: CallEnd, request: Buffer): void {
    // An answer to half a request leaves the other half on its way.
    const isSent = this.#socket.writableLength === 0;
    if (end.kind === 'error' || !isSent) this.#parts.pool.forget(request);
    if (end.kind === 'error' || end.connection === 'spent' || !isSent) {
      this.end();
      return;
    }
    // A program that has nothing else to do may end.
    this.#socket.unref();
    const [, seconds] = /\btimeout=(\d+)/.exec(end.reply.headers['keep-alive'] ?? '') ?? [];
    if (seconds) this.#idleUntil = performance.now() + Number(seconds) * 1_000 - HINT_MARGIN_MS;
  }
}

function limitConnecting(socket: Socket, ms: number, stop: (error: Error) => void): void {
  const timer = setTimeout(() => stop(noConnectionError(ms)), ms);
  const end = () => clearTimeout(timer);
  socket.once('connect', end).once('close', end);
}
