import { listStreams } from '../actions/list-streams.ts';
import type { FirehoseTransport } from '../aws/transport.ts';

/** Names that are looked through for a near one, at most: the control plane takes 5 calls a second. */
const MAX_NAMES = 200;

/** The first names that the account has in the Region, and the error that ended the reading too early, if any. */
export async function readStreamNames(
  client: FirehoseTransport,
): Promise<{ readonly names: readonly string[]; readonly error: unknown }> {
  const names: string[] = [];
  try {
    for await (const name of listStreams(client)) {
      names.push(name);
      if (names.length === MAX_NAMES) break;
    }
    return { names, error: undefined };
  } catch (error) {
    return { names, error };
  }
}
