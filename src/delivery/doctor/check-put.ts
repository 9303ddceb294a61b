import { UnsettledError } from '../../actions/outcomes.ts';
import { putRecord } from '../../actions/put-record.ts';
import type { FirehoseTransport } from '../../aws/transport.ts';
import { RunError } from '../../report/run-error.ts';
import { type Finding, failed, ok } from './check.ts';
import { refusal } from './refusal.ts';

const ATTEMPTS = 3;
const GIVE_UP_AFTER_MS = 10_000;

/** Where the test record goes, and what tells it from others. */
export interface TestRecord {
  readonly stream: string;
  readonly endpoint: string;
  readonly runId: string;
}

/** Puts one small record: the one way to learn whether the caller may. */
export async function checkPut(
  client: FirehoseTransport,
  { stream, endpoint, runId }: TestRecord,
  signal: AbortSignal,
): Promise<Finding> {
  const record = new TextEncoder().encode(`${JSON.stringify({ testRecord: runId })}\n`);
  const options = { attempts: ATTEMPTS, giveUpAfterMs: GIVE_UP_AFTER_MS, signal };
  try {
    const outcome = await putRecord(client, { streamName: stream, record }, options);
    if (outcome.status === 'delivered')
      return ok(`a test record of ${record.length} bytes was put: {"testRecord":"${runId}"}`);
    const doubt = outcome.maybeStored ? '; it may have been stored' : '';
    return failed(
      new RunError('given-up', {
        code: outcome.errorCode ?? 'NotSent',
        message: `Stream ${stream} didn't take the test record: ${outcome.errorCode}${doubt}.`,
        next: 'Run the same command again in a minute; with ThrottledRecords in CloudWatch, send less or ask for quota.',
      }),
    );
  } catch (error) {
    if (!(error instanceof UnsettledError)) throw error;
    const call = { operation: 'PutRecord', action: "firehose:PutRecord on the stream's ARN" };
    return failed(refusal(error.cause, { ...call, stream, endpoint }));
  }
}
