import { classifyError } from '../actions/failures.ts';
import { type Connection, sharedConfig } from './clients.ts';

/**
 * Asks STS whose the credentials are. A caller needs no permission for it (doc), so that a refusal is about the
 * credentials themselves. The client is loaded only now, because no other command needs it.
 *
 * @param connection - Where calls go; the same endpoint is asked where one is named.
 * @param signal - Cuts the call off.
 * @returns The caller's ARN, such as `arn:aws:iam::123456789012:user/name`, never a secret.
 */
export async function callerArn(connection: Connection, signal: AbortSignal): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(sharedConfig(connection));
  const ask = () => client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  try {
    const { Arn } = await ask().catch((error: unknown) => {
      // The client has set its clock by the reply, so that the next signature has the right time.
      if (isCorrected(error)) return ask();
      throw error;
    });
    return Arn ?? 'an identity without an ARN';
  } finally {
    client.destroy();
  }
}

const isCorrected = (error: unknown) => classifyError(error) === 'clock-skew';
