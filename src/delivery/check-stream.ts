import { describeStream } from '../actions/describe-stream.ts';
import { classifyError, describeError } from '../actions/failures.ts';
import { abortable } from '../aws/transport.ts';
import { RunError } from '../report/run-error.ts';
import { askAgain } from './ask-again.ts';
import { explainError } from './explain-error.ts';
import type { Run } from './run.ts';
import { isUnknownCaller, unfitSource, unfitStatus, unknownStream } from './stream-fitness.ts';
import { readStreamNames } from './stream-names.ts';

/**
 * Asks what the stream is. A caller who may put records but not describe the stream goes on; a stream that can't
 * take records, and a caller whom the service doesn't know, end the run before the first record.
 *
 * @throws RunError where the stream can't take records, or the endpoint can't be reached.
 */
export async function checkStream(run: Run): Promise<void> {
  const { stream } = run.settings;
  try {
    const { type, status } = await askAgain(() => describeStream(asking(run), stream));
    const unfit = unfitSource(stream, type) ?? unfitStatus(stream, status);
    if (unfit) throw unfit;
  } catch (error) {
    const { name, message } = describeError(error);
    if (error instanceof RunError) throw error;
    if (run.stopping.noNewBatches.aborted) return;
    if (name === 'ResourceNotFoundException') throw await unknown(run, error);
    const explained = explainError(error, { stream, endpoint: run.clients.endpoint });
    if (explained.kind === 'unreachable' || isUnknownCaller(name)) throw explained;
    run.log.warn({ stream, errorCode: name, reason: message }, 'stream not described, sending all the same');
  }
}

/** A question can be dropped at any time, unlike a call that carries records. */
const asking = ({ clients, stopping }: Run) => abortable(clients.firehose, stopping.noNewBatches);

async function unknown(run: Run, cause: unknown): Promise<RunError> {
  const where = { stream: run.settings.stream, region: run.clients.region };
  return unknownStream(where, await streamNames(run), cause);
}

/** The names help with the message only, so that a caller who may not list them gets the message without. */
async function streamNames(run: Run): Promise<readonly string[]> {
  const { names, error } = await readStreamNames(asking(run));
  if (error !== undefined) {
    run.log.debug(
      { errorCode: describeError(error).name, failureClass: classifyError(error) },
      'streams not listed',
    );
  }
  return names;
}
