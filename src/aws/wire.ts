import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { buildQueryString, type HttpRequest } from '@smithy/core/protocols';
import type { BufferPool } from './buffer-pool.ts';
import { type CallTimes, exchange, type WireReply } from './exchange.ts';

/** Makes calls over connections that are kept for the next one. */
export interface Wire {
  /** Makes one call; see {@link exchange}. */
  call(
    request: HttpRequest,
    body: Buffer,
    pool: BufferPool,
    signal: AbortSignal | undefined,
  ): Promise<WireReply>;
  destroy(): void;
}

/**
 * Makes a wire without a connection; the first call opens one.
 *
 * @param maxSockets - Connections at once, at most.
 */
export function createWire(times: CallTimes, maxSockets: number): Wire {
  const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });
  const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets });
  const begin = (request: HttpRequest): ClientRequest =>
    request.protocol === 'https:'
      ? httpsRequest({ ...requestOptions(request), agent: httpsAgent })
      : httpRequest({ ...requestOptions(request), agent: httpAgent });
  return {
    call: (request, body, pool, signal) => exchange(begin(request), body, pool, times, signal),
    destroy: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function requestOptions({ hostname, port, path, query, method, headers }: HttpRequest): RequestOptions {
  const queryString = buildQueryString(query);
  return {
    // An IPv6 address stands in brackets in a URL, and without them here.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    path: queryString === '' ? path : `${path}?${queryString}`,
    method,
    // As a list they are written as they are; of an object Node looks at each by itself, and keeps a copy.
    headers: Object.entries(headers).flat(),
  };
}
