import { describeError } from '../actions/failures.ts';
import type { FirehoseTransport } from './transport.ts';

/**
 * A transport that looks for new credentials when the old ones have expired. The SDK's client doesn't ask its provider
 * again for them, so a new client is made, once an expiry; where that one is refused too, the caller sees the error.
 *
 * @param connect - Makes a client, which begins its search for credentials anew.
 */
export function renewing(first: FirehoseTransport, connect: () => FirehoseTransport): FirehoseTransport {
  let current = first;
  let state: 'proven' | 'untried' = 'proven';
  const renew = (used: FirehoseTransport) => {
    // Of many calls that meet the same expiry, the first one renews for all.
    if (used !== current) return;
    current = connect();
    state = 'untried';
  };
  const send = async (command: never, options?: object) => {
    const used = current;
    try {
      const output = await used.send(command, options);
      if (used === current) state = 'proven';
      return output;
    } catch (error) {
      if (!isExpired(error) || (used === current && state === 'untried')) throw error;
      renew(used);
      return current.send(command, options);
    }
  };
  return { send: send as FirehoseTransport['send'] };
}

function isExpired(error: unknown): boolean {
  return describeError(error).name.startsWith('ExpiredToken');
}
