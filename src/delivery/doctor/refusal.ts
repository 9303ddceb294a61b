import { classifyError, describeError } from '../../actions/failures.ts';
import { RunError } from '../../report/run-error.ts';
import { explainError } from '../explain-error.ts';

/** The call that was refused. */
export interface RefusedCall {
  readonly operation: string;
  /** What a policy has to allow for it, such as `cloudwatch:GetMetricData`. */
  readonly action: string;
  readonly stream: string;
  readonly endpoint: string;
}

/** Tells a refused call by its operation, with a remedy for this call and not for the puts. */
export function refusal(error: unknown, { operation, action, ...where }: RefusedCall): RunError {
  const explained = explainError(error, where);
  if (explained.kind !== 'refused') return explained;
  const { name, message } = describeError(error);
  return new RunError('refused', {
    code: name,
    message: `${operation} is refused: ${name}: ${message.replace(/\.?$/, '.')}`,
    next: isDenied(name) ? `Allow the caller ${action}.` : (remedyOfPassing(error) ?? explained.next),
    cause: error,
  });
}

/** Whether an error, by its name, says that the caller may not do that. */
export const isDenied = (name: string): boolean => name.startsWith('AccessDenied');

/** A refusal that says nothing of the caller; `undefined` for any other. */
function remedyOfPassing(error: unknown): string | undefined {
  const isPassing = ['throttled', 'transient', 'ambiguous'].includes(classifyError(error));
  return isPassing ? 'Run the same command again in a minute.' : undefined;
}
