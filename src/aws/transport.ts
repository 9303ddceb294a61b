import type { FirehoseClient } from '@aws-sdk/client-firehose';

/** Whatever makes Firehose calls: the SDK's client, or a decorator of its `send`. */
export type FirehoseTransport = Pick<FirehoseClient, 'send'>;

/** What a call may be told beside its input. */
export interface CallOptions {
  /** Cuts it off; what it stored is then unknown. */
  readonly abortSignal?: AbortSignal;
  /** Awaited once all is ready, right before the call goes on the wire; nothing is sent where it throws. */
  readonly onReady?: () => Promise<void>;
  /** Called when a reply of status 200 is here to its last byte and isn't read yet: its place on the wire is free. */
  readonly onReplied?: () => void;
}

/** Makes a client's calls be cut off when the signal is aborted; what they stored is then unknown. */
export function abortable<Client extends { send: unknown }>(
  client: Client & { send(command: never, options: object): unknown },
  signal: AbortSignal,
): Pick<Client, 'send'> {
  const send = (command: never, options?: object) =>
    client.send(command, Object.assign({}, options, { abortSignal: signal }));
  return { send: send as Client['send'] };
}
