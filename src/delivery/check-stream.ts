import leven from 'leven';
import { describeStream, type StreamDescription } from '../actions/describe-stream.ts';
import { classifyError, describeError } from '../actions/failures.ts';
import { listStreams } from '../actions/list-streams.ts';
import { abortable } from '../aws/transport.ts';
import { RunError } from '../report/run-error.ts';
import { askAgain } from './ask-again.ts';
import { explainError } from './explain-error.ts';
import type { Run } from './run.ts';

const SUGGESTIONS = 3;
/** Names that are looked through for a near one, at most: the control plane takes 5 calls a second. */
const MAX_NAMES = 200;

/**
 * Asks what the stream is. A caller who may put records but not describe the stream goes on; a stream that can't
 * take records, and a caller whom the service doesn't know, end the run before the first record.
 *
 * @throws RunError where the stream can't take records, or the endpoint can't be reached.
 */
export async function checkStream(run: Run): Promise<void> {
  const { stream } = run.settings;
  try {
    refuseUnfit(stream, await askAgain(() => describeStream(asking(run), stream)));
  } catch (error) {
    const { name, message } = describeError(error);
    if (error instanceof RunError) throw error;
    if (run.stopping.noNewBatches.aborted) return;
    if (name === 'ResourceNotFoundException') throw await unknownStream(run, error);
    const explained = explainError(error, { stream, endpoint: run.clients.endpoint });
    if (explained.kind === 'unreachable' || isUnknownCaller(name)) throw explained;
    run.log.warn({ stream, errorCode: name, reason: message }, 'stream not described, sending all the same');
  }
}

/** A question can be dropped at any time, unlike a call that carries records. */
const asking = ({ clients, stopping }: Run) => abortable(clients.firehose, stopping.noNewBatches);

function refuseUnfit(stream: string, { status, type }: StreamDescription): void {
  if (type !== 'DirectPut' && type !== 'unknown') {
    throw new RunError('refused', {
      code: 'NotDirectPut',
      message: `Stream ${stream} is a ${type} stream, which takes no records from a caller.`,
      next: 'Send to its source, or name a Direct PUT stream.',
    });
  }
  if (status !== 'ACTIVE' && status !== 'unknown') {
    throw new RunError('refused', {
      code: 'NotActive',
      message: `Stream ${stream} is ${status}, not ACTIVE.`,
      next: status === 'CREATING' ? 'Wait a minute and run the same command again.' : 'Name another stream.',
    });
  }
}

/** True where no later call can do better, unlike a denied DescribeDeliveryStream. */
function isUnknownCaller(name: string): boolean {
  return /^(ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|MissingAuthentication)/.test(
    name,
  );
}

async function unknownStream(run: Run, cause: unknown): Promise<RunError> {
  const { stream } = run.settings;
  const names = await streamNames(run);
  const nearest = names.toSorted((a, b) => leven(a, stream) - leven(b, stream)).slice(0, SUGGESTIONS);
  return new RunError('refused', {
    code: 'ResourceNotFoundException',
    message: `Stream ${stream} does not exist in ${run.clients.region}.`,
    next:
      nearest.length > 0
        ? `The nearest that exist: ${nearest.join(', ')}. Name one with --stream, or another Region with --region.`
        : 'Check --stream and --region; this account shows no streams there.',
    cause,
  });
}

/** The names help with the message only, so that a caller who may not list them gets the message without. */
async function streamNames(run: Run): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const name of listStreams(asking(run))) {
      names.push(name);
      if (names.length === MAX_NAMES) break;
    }
  } catch (error) {
    run.log.debug(
      { errorCode: describeError(error).name, failureClass: classifyError(error) },
      'streams not listed',
    );
  }
  return names;
}
