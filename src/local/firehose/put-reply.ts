import type { EntryOutcome } from './put.ts';

/**
 * PutRecordBatch's reply as JSON text: one element an entry, in the order of the request. Put together by hand because
 * RecordIds need no escaping and `JSON.stringify` over 500 objects would be a third of the call.
 */
export function batchReply(outcomes: readonly EntryOutcome[]): string {
  let failed = 0;
  const entries = outcomes.map((outcome) => {
    if (outcome.status === 'stored') return `{"RecordId":"${outcome.recordId}"}`;
    failed += 1;
    return JSON.stringify({ ErrorCode: outcome.code, ErrorMessage: outcome.message });
  });
  return `{"FailedPutCount":${failed},"Encrypted":false,"RequestResponses":[${entries.join(',')}]}`;
}

/** PutRecord's reply as JSON text. */
export function recordReply(recordId: string): string {
  return `{"RecordId":"${recordId}","Encrypted":false}`;
}
