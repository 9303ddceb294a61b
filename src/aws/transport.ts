import type { FirehoseClient } from '@aws-sdk/client-firehose';

/** Whatever makes Firehose calls: the SDK's client, or a decorator of its `send`. */
export type FirehoseTransport = Pick<FirehoseClient, 'send'>;

/** Makes a client's calls be cut off when the signal is aborted; what they stored is then unknown. */
export function abortable<Client extends { send: unknown }>(
  client: Client & { send(command: never, options: object): unknown },
  signal: AbortSignal,
): Pick<Client, 'send'> {
  const send = (command: never, options?: object) =>
    client.send(command, { ...options, abortSignal: signal });
  return { send: send as Client['send'] };
}
