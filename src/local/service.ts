import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** One HTTP request, read whole. `path` and `query` are as they came on the wire, still percent-encoded. */
export interface WireRequest {
  readonly method: string;
  /** Raw path, from the first `/` up to the `?`. */
  readonly path: string;
  /** Raw query string without its `?`; empty when there is none. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** A UUID of this server's own, sent back in the header of the protocol. */
  readonly requestId: string;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly receivedAt: number;
}

/** What becomes of the connection instead of a whole reply: both are faults that somebody ordered. */
type Disturbance =
  | { readonly kind: 'reset' }
  /** The header promises the whole body, `bytes` of it are sent, and then the connection is reset. */
  | { readonly kind: 'cut'; readonly bytes: number };

/** One HTTP reply; the server adds `content-length`, `date` and the connection's headers itself. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
  readonly disturbance?: Disturbance;
}

/** One operation's call, as the dispatcher hands it to its service. */
export interface Call {
  readonly request: WireRequest;
  /** Wire name, such as `PutRecordBatch`. */
  readonly operation: string;
  /** Counts the calls of this operation since the server started, from 1. */
  readonly number: number;
}

/**
 * An error of the service itself, to be told in the words of its protocol.
 * A service throws it from `handle`, and the dispatcher asks the same service to `refuse` with it.
 */
export class WireError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'WireError';
    this.code = code;
    this.status = status;
  }
}

/** One AWS service behind the one port. */
export interface Service {
  /** Short lower-case name, as in `firehose`, `cloudwatch`, `logs`, `iam`, `sts`, `s3`. */
  readonly name: string;
  /** Whether the request is meant for this service; asked in order, S3 last because any REST request could be its own. */
  claims(request: WireRequest): boolean;
  /** Wire name of the operation, or undefined for one that this service doesn't have (`handle` isn't called then). */
  operationOf(request: WireRequest): string | undefined;
  /** Does it. Throws {@link WireError} for an error of the service; anything else thrown becomes its 500. */
  handle(call: Call): Promise<WireReply>;
  /** The error in the form of this service's protocol. */
  refuse(request: WireRequest, error: WireError): WireReply;
  /** The error of this service's protocol for an operation that it doesn't have. */
  unknownOperation(request: WireRequest): WireError;
  /** Told of a call that an order refused before `handle`, so that it can count it. */
  onRefused?(call: Call, error: WireError): void;
  /** Writes down what is still only in memory. */
  close?(): Promise<void>;
}
