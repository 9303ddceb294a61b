import { classifyError, failureOfEntry } from '../actions/failures.ts';
import type { CallOptions, FirehoseTransport } from './transport.ts';

/** What became of a call that carried records. */
export interface CallFacts {
  /** Time of performance.now() when it went on the wire, in milliseconds. */
  readonly sentAt: number;
  /** Records in it, 1 or more. */
  readonly records: number;
  /** Records that were refused because too many came: some entries of the reply, or all of a refused call. */
  readonly throttled: number;
}

interface PutInput {
  readonly Record?: object;
  readonly Records?: readonly object[];
}

interface PutOutput {
  readonly FailedPutCount?: number;
  readonly RequestResponses?: readonly { readonly ErrorCode?: string }[];
}

/** A transport that tells what becomes of its PutRecord and PutRecordBatch calls; other failures than throttling tell nothing. */
export function observed(
  transport: FirehoseTransport,
  onCall: (facts: CallFacts) => void,
): FirehoseTransport {
  const send = async (command: { readonly input: PutInput }, options?: CallOptions) => {
    const records = countRecords(command.input);
    let sentAt = performance.now();
    // A call that waited for its turn would pass for one sent before the rate was lowered, and its throttling for old.
    const isOnTheWire = () => {
      sentAt = performance.now();
    };
    const onReady = options?.onReady && (() => options.onReady?.().then(isOnTheWire));
    const told = onReady ? Object.assign({}, options, { onReady }) : options;
    const tell = (throttled: number) => void (records > 0 && onCall({ sentAt, records, throttled }));
    // Without `await`, whose frame would hold the command until the call is over.
    return (transport.send(command as never, told as object) as Promise<PutOutput>).then(
      (output) => {
        tell(throttledEntries(output));
        return output;
      },
      (error: unknown) => {
        if (classifyError(error) === 'throttled') tell(records);
        throw error;
      },
    );
  };
  return { send: send as unknown as FirehoseTransport['send'] };
}

function countRecords({ Record, Records }: PutInput): number {
  return Records?.length ?? (Record ? 1 : 0);
}

function throttledEntries({ FailedPutCount = 0, RequestResponses }: PutOutput): number {
  if (FailedPutCount === 0 || !Array.isArray(RequestResponses)) return 0;
  return RequestResponses.filter((entry) => failureOfEntry(entry)?.failureClass === 'throttled').length;
}
