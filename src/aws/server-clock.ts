import type { FirehoseClient } from '@aws-sdk/client-firehose';

/** What the first answer of a service tells of itself. */
export interface FirstAnswer {
  /** Milliseconds from the request to the head of the answer. */
  readonly tookMs: number;
  /** This machine's clock less the service's, in milliseconds; undefined where the answer has no usable `Date`. */
  readonly offMs: number | undefined;
}

/** `Date` counts whole seconds, so that half a second has gone by on average. */
const HALF_TICK_MS = 500;

/**
 * Watches a client for its first answer, whatever it says: a refusal has a clock, too. It has to be called before the
 * client's first call.
 *
 * @param clock - Epoch milliseconds of this machine.
 * @returns Tells the first answer; undefined as long as there is none.
 */
export function watchFirstAnswer(client: FirehoseClient, clock = Date.now): () => FirstAnswer | undefined {
  let first: FirstAnswer | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = clock();
      const result = await next(args);
      const { headers } = result.response as { readonly headers: Headers };
      first ??= answerOf(headers, sentAt, clock());
      return result;
    },
    // The place closest to the wire, where a refusal is still a reply like any other.
    { step: 'deserialize', priority: 'low', name: 'watchFirstAnswer' },
  );
  return () => first;
}

type Headers = Readonly<Record<string, string>>;

function answerOf(headers: Headers, sentAt: number, receivedAt: number): FirstAnswer {
  const date = Object.entries(headers).find(([name]) => name.toLowerCase() === 'date')?.[1];
  const serverMs = Date.parse(date ?? '');
  const here = (sentAt + receivedAt) / 2;
  return {
    tookMs: receivedAt - sentAt,
    offMs: Number.isNaN(serverMs) ? undefined : here - (serverMs + HALF_TICK_MS),
  };
}
