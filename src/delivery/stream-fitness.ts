import leven from 'leven';
import { RunError } from '../report/run-error.ts';

const SUGGESTIONS = 3;

/** Why a stream of this source takes no records from a caller; `undefined` where it does, or nobody knows. */
export function unfitSource(stream: string, type: string): RunError | undefined {
  if (type === 'DirectPut' || type === 'unknown') return undefined;
  return new RunError('refused', {
    code: 'NotDirectPut',
    message: `Stream ${stream} is a ${type} stream, which takes no records from a caller.`,
    next: 'Send to its source, or name a Direct PUT stream.',
  });
}

/** Why a stream of this status takes no records; `undefined` where it does, or nobody knows. */
export function unfitStatus(stream: string, status: string): RunError | undefined {
  if (status === 'ACTIVE' || status === 'unknown') return undefined;
  return new RunError('refused', {
    code: 'NotActive',
    message: `Stream ${stream} is ${status}, not ACTIVE.`,
    next: status === 'CREATING' ? 'Wait a minute and run the same command again.' : 'Name another stream.',
  });
}

/** Tells of a stream that there is not, with the nearest of the names that there are. */
export function unknownStream(
  { stream, region }: { readonly stream: string; readonly region: string },
  names: readonly string[],
  cause: unknown,
): RunError {
  const nearest = names.toSorted((a, b) => leven(a, stream) - leven(b, stream)).slice(0, SUGGESTIONS);
  return new RunError('refused', {
    code: 'ResourceNotFoundException',
    message: `Stream ${stream} does not exist in ${region}.`,
    next:
      nearest.length > 0
        ? `The nearest that exist: ${nearest.join(', ')}. Name one with --stream, or another Region with --region.`
        : 'Check --stream and --region; this account shows no streams there.',
    cause,
  });
}

/** True where no later call can do better, unlike a denied DescribeDeliveryStream. */
export function isUnknownCaller(name: string): boolean {
  return /^(ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|MissingAuthentication)/.test(
    name,
  );
}
