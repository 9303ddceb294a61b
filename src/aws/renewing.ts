import { describeError } from '../actions/failures.ts';
import type { BatchSender } from './written-batch.ts';

/**
 * A sender that looks for new credentials when the old ones have expired. The SDK's client doesn't ask its provider
 * again for them, so a new client is made, once an expiry; where that one is refused too, the caller sees the error.
 *
 * @param connect - Makes a client, which begins its search for credentials anew.
 */
export function renewing(first: BatchSender, connect: () => BatchSender): BatchSender {
  let current = first;
  let state: 'proven' | 'untried' = 'proven';
  const renew = (used: BatchSender) => {
    // Of many calls that meet the same expiry, the first one renews for all.
    if (used !== current) return;
    current = connect();
    state = 'untried';
  };
  const call = async <T>(make: (sender: BatchSender) => Promise<T>) => {
    const used = current;
    try {
      const output = await make(used);
      if (used === current) state = 'proven';
      return output;
    } catch (error) {
      if (!isExpired(error) || (used === current && state === 'untried')) throw error;
      renew(used);
      return make(current);
    }
  };
  const send = (command: never, options: object = {}) => call((sender) => sender.send(command, options));
  return {
    send: send as BatchSender['send'],
    sendBatch: (batch, options) => call((sender) => sender.sendBatch(batch, options)),
  };
}

function isExpired(error: unknown): boolean {
  return describeError(error).name.startsWith('ExpiredToken');
}
