import { WireError } from '../service.ts';
import { type Constraint, check, lengthAtLeast, lengthAtMost, present } from './constraints.ts';
import { listMember, type Members, streamNameConstraints, structureMember, textMember } from './input.ts';
import { FIREHOSE_LIMITS } from './limits.ts';
import { decodedLength, decodeRecords, type Records } from './records.ts';

/** A put whose request obeys every rule that doesn't depend on the stream. */
export interface PutRequest {
  readonly streamName: string;
  readonly records: Records;
}

/** Reads PutRecord's input: first what can't be read at all, then the constraints of the model. */
export function readPutRecord(input: Members): PutRequest {
  const streamName = textMember(input, 'DeliveryStreamName');
  const record = structureMember(input, 'Record');
  const blob = record && textMember(record, 'Data');
  check([
    ...streamNameConstraints(streamName),
    present('record', record),
    ...(record ? dataConstraints('record.data', blob) : []),
  ]);
  return { streamName: streamName ?? '', records: decodeRecords([blob ?? '']) };
}

/**
 * Reads PutRecordBatch's input. The service's order: the number of records and the size of each are constraints of the
 * model and come first, together; the 4 MiB of the whole call come after (seen).
 */
export function readPutRecordBatch(input: Members): PutRequest {
  const streamName = textMember(input, 'DeliveryStreamName');
  const list = listMember(input, 'Records');
  const blobs = (list ?? []).map(blobOf);
  check([
    ...streamNameConstraints(streamName),
    ...(list ? countConstraints(list.length) : [present('records', list)]),
    ...tooLargeOrMissing(blobs),
  ]);
  const records = decodeRecords(blobs.map((blob) => blob ?? ''));
  if (records.data.length > FIREHOSE_LIMITS.batchBytes) {
    throw new WireError('InvalidArgumentException', 'Records size exceeds 4 MB limit');
  }
  return { streamName: streamName ?? '', records };
}

function blobOf(record: unknown): string | undefined {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) {
    return textMember(record as Members, 'Data');
  }
  throw new WireError('SerializationException', 'Start of structure or map found where not expected.');
}

function countConstraints(count: number): readonly Constraint[] {
  return [lengthAtMost('records', count, FIREHOSE_LIMITS.batchRecords), lengthAtLeast('records', count, 1)];
}

/** Only those that don't hold: a constraint object for each of 500 good records would cost more than storing them. */
function tooLargeOrMissing(blobs: readonly (string | undefined)[]): readonly Constraint[] {
  const { recordBytes } = FIREHOSE_LIMITS;
  return blobs.flatMap((blob, index) =>
    blob !== undefined && decodedLength(blob) <= recordBytes
      ? []
      : dataConstraints(`records.${index + 1}.member.data`, blob),
  );
}

function dataConstraints(at: string, blob: string | undefined): readonly Constraint[] {
  return [
    blob === undefined
      ? present(at, blob)
      : lengthAtMost(at, decodedLength(blob), FIREHOSE_LIMITS.recordBytes),
  ];
}
