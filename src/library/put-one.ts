import { describeError, isRefusedForContent } from '../actions/failures.ts';
import {
  type DeliveredRecord,
  type RecordOutcome,
  type UndeliveredRecord,
  UnsettledError,
} from '../actions/outcomes.ts';
import { putRecord } from '../actions/put-record.ts';
import type { Clients } from '../aws/clients.ts';
import type { Settings } from '../settings/settings.ts';
import { type Delimiter, encodeRecord, type FirehoseRecord } from './encode-record.ts';

/** A record, and how it is sent. */
export interface RecordOrder {
  readonly record: FirehoseRecord;
  readonly delimiter: Delimiter;
  readonly settings: Settings;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one record by PutRecord.
 *
 * @throws UnsettledError where the service refuses more than this record, or the signal was aborted.
 */
export async function putOne(
  { transport }: Pick<Clients, 'transport'>,
  { record, delimiter, settings, signal }: RecordOrder,
): Promise<DeliveredRecord | UndeliveredRecord> {
  const { stream: streamName, attempts, baseDelayMs, maxDelayMs, giveUpAfterS, recordBytes } = settings;
  const encoded = encodeRecord(record, delimiter, recordBytes);
  if (encoded.status === 'rejected') {
    const { errorCode, errorMessage } = encoded;
    return { status: 'undelivered', errorCode, errorMessage, attempts: 0, maybeStored: false };
  }
  const options = { attempts, baseDelayMs, maxDelayMs, giveUpAfterMs: giveUpAfterS * 1_000, signal };
  try {
    return settled(await putRecord(transport, { streamName, record: encoded.data }, options));
  } catch (error) {
    if (!(error instanceof UnsettledError) || !isRefusedForContent(error.cause)) throw error;
    return refused(error);
  }
}

/** The action throws where a record stays pending. */
function settled(outcome: RecordOutcome): DeliveredRecord | UndeliveredRecord {
  if (outcome.status === 'pending') throw new TypeError('A record that was sent is settled.');
  return outcome;
}

/** The record itself is the reason, so that no further call could help it; others are not concerned. */
function refused({ outcomes, cause }: UnsettledError): UndeliveredRecord {
  const { name: errorCode, message: errorMessage } = describeError(cause);
  const { attempts = 0 } = outcomes[0] ?? {};
  const maybeStored = outcomes.some((outcome) => outcome.status === 'pending' && outcome.maybeStored);
  return { status: 'undelivered', errorCode, errorMessage, attempts, maybeStored };
}
