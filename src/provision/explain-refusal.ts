import { describeError } from '../actions/failures.ts';
import { callOf } from '../aws/named-calls.ts';
import { RunError } from '../report/run-error.ts';
import { permissionsOf } from './permissions.ts';

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|Forbidden|403)$/;
const EXPIRED = /^ExpiredToken/;
const BAD_KEY = /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId)$/;
const BAD_SIGNATURE = /^(SignatureDoesNotMatch|InvalidSignatureException|RequestTimeTooSkewed)$/;

/**
 * One sentence about a call that a service refused, with the call's name, and one that says what to do next; undefined for
 * an error that no service has answered with.
 */
export function explainRefusal(error: unknown): RunError | undefined {
  if (error instanceof RunError) return error;
  const call = callOf(error);
  const { name, message, status } = describeError(error);
  if (call === undefined || status === 0) return undefined;
  return new RunError('refused', {
    code: name,
    message: `${call} is refused: ${name}: ${message.replace(/\.?$/, '.')}`,
    next: remedy(call, name),
    cause: error,
  });
}

function remedy(call: string, name: string): string {
  if (DENIED.test(name)) return `Allow the caller ${permissionsOf(call).join(' and ')}.`;
  if (EXPIRED.test(name)) return 'Get new credentials, for example with aws sso login.';
  if (BAD_KEY.test(name)) return 'Check the access key, or name another profile with --profile.';
  if (BAD_SIGNATURE.test(name)) return "Check the secret key and this machine's clock.";
  if (name.startsWith('DeleteConflict')) return 'Detach from the role what somebody else has attached to it.';
  return 'Mend what the message says.';
}
