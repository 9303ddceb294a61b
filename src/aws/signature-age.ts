import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { HttpRequest } from '@smithy/core/protocols';

/** A signature is taken for five minutes, from clocks that may differ. (Doc: Signature Version 4 in the IAM user guide.) */
const OLD_MS = 60_000;

/** Signs a request, whether it is signed already or not, by the client's own signer and the clock that it has mended. */
export async function sign({ config }: FirehoseClient, request: HttpRequest): Promise<HttpRequest> {
  const signer = await config.signer();
  const signingDate = new Date(Date.now() + config.systemClockOffset);
  return (await signer.sign(request, { signingDate })) as HttpRequest;
}

/**
 * Waits until a call that was just signed may go, and signs it once more where that took so long that the service could
 * refuse it: a call before it that timed out late, or a machine that slept meanwhile.
 *
 * @returns The request to send in its place; `undefined` where the signature is still good.
 */
export async function signedAgainWhenReady(
  client: FirehoseClient,
  request: HttpRequest,
  onReady: (() => Promise<void>) | undefined,
): Promise<HttpRequest | undefined> {
  // Not performance.now(), which may stand still while the machine sleeps.
  const signedAt = Date.now();
  await onReady?.();
  return Math.abs(Date.now() - signedAt) > OLD_MS ? sign(client, request) : undefined;
}
