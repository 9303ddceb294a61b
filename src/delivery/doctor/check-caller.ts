import { classifyError, describeError } from '../../actions/failures.ts';
import { callerArn } from '../../aws/caller-identity.ts';
import type { Connection } from '../../aws/clients.ts';
import { RunError } from '../../report/run-error.ts';
import { explainError } from '../explain-error.ts';
import { isUnknownCaller } from '../stream-fitness.ts';
import { type Finding, failed, ok } from './check.ts';
import { isDenied } from './refusal.ts';

/**
 * Asks STS whose the credentials are. Firehose needs no STS, so that an STS that can't be reached says nothing of them.
 *
 * @returns failed where STS refuses the credentials themselves.
 */
export async function checkCaller(connection: Connection, signal: AbortSignal): Promise<Finding> {
  try {
    return ok(await callerArn(connection, signal));
  } catch (error) {
    const { name, code, message } = describeError(error);
    if (isUnknownCaller(name) || isDenied(name) || name === 'SignatureDoesNotMatch') return refused(error);
    const reason = classifyError(error) === 'unreachable' ? code : `${name}: ${message}`;
    return {
      status: 'unknown',
      what: `Credentials are there, but STS doesn't tell whose (${reason}).`,
      next: 'A run needs no STS; to see whose they are, open the way to its endpoint.',
    };
  }
}

function refused(cause: unknown): Finding {
  const { name, message } = describeError(cause);
  const { next } = explainError(cause, { stream: '', endpoint: '' });
  const remedy = isDenied(name) ? 'Check the policies above the caller: STS asks for no permission.' : next;
  return failed(
    new RunError('refused', {
      code: name,
      message: `STS refuses the credentials: ${name}: ${message.replace(/\.?$/, '.')}`,
      next: remedy,
      cause,
    }),
  );
}
