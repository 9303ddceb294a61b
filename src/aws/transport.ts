import type { FirehoseClient } from '@aws-sdk/client-firehose';

/** Whatever makes Firehose calls: the SDK's client, or a decorator of its `send`. */
export type FirehoseTransport = Pick<FirehoseClient, 'send'>;

/** A transport whose calls are cut off when the signal is aborted; what they stored is then unknown. */
export function abortable(transport: FirehoseTransport, signal: AbortSignal): FirehoseTransport {
  const send: (command: never, options?: object) => unknown = (command, options) =>
    transport.send(command, { ...options, abortSignal: signal });
  return { send: send as FirehoseClient['send'] };
}
