const calls = new WeakMap<object, string>();

/** Whatever makes calls: a client of the SDK. */
interface Sender {
  readonly send: unknown;
}

/**
 * Makes a client remember which call an error came from, and begin none once the signal is aborted: a call that is under
 * way goes on to its end, so that what it did is known.
 *
 * @param service - Prefix of its permissions, such as `s3`.
 */
export function named<Client extends Sender>(
  client: Client & { send(command: never, options?: object): Promise<unknown> },
  service: string,
  signal: AbortSignal,
): Pick<Client, 'send'> {
  const send = async (command: { readonly constructor: { readonly name: string } }, options?: object) => {
    signal.throwIfAborted();
    try {
      return await client.send(command as never, options);
    } catch (error) {
      const operation = command.constructor.name.replace(/Command$/, '');
      if (typeof error === 'object' && error !== null) calls.set(error, `${service}:${operation}`);
      throw error;
    }
  };
  return { send: send as Client['send'] };
}

/** The call that an error came from, such as `s3:CreateBucket`; undefined for an error of no call. */
export function callOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? calls.get(error) : undefined;
}
