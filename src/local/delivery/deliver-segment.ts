import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { FaultKind, FaultRule } from '../faults/fault-rule.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { asErrorLines, buildObject, type Content, verbatim } from './build-object.ts';
import type { Destination } from './destination.ts';
import { errorObjectKey, type NamedObject, objectKey } from './object-name.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';

/** What became of one attempt to deliver a segment. */
export type DeliveryOutcome =
  | {
      readonly status: 'delivered';
      readonly content: Content;
      readonly openedAt: number;
      /** Keys that now hold the records: two when they were delivered twice, none for a segment without records. */
      readonly keys: readonly string[];
    }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

/** Type of error that stands in the keys of objects under the error prefix (doc). */
const ERROR_TYPE = 'processing-failed';

/** One attempt to deliver, spoiled as it is ordered. It never rejects: a failure is an outcome, to be tried again. */
export async function deliverSegment(
  segment: SegmentFile,
  folder: SegmentFolder,
  destination: Destination,
  objects: ObjectStore,
  orders: readonly FaultRule[],
): Promise<DeliveryOutcome> {
  const ordered = (kind: FaultKind): FaultRule | undefined => orders.find(({ fault }) => fault === kind);
  if (ordered('disk-full'))
    return { status: 'failed', code: 'S3.InternalError', message: 'No space left on device.' };
  const toErrors = ordered('delivered-to-errors');
  const copies = ordered('delivered-twice') ? 2 : 1;
  const draft = `${segment.file}.draft`;
  try {
    if (!objects.hasBucket(destination.bucket)) return noBucket(destination.bucket);
    const rendering = toErrors ? errorLines(toErrors) : verbatim;
    const content = await buildObject(segment.file, draft, destination.compression, rendering);
    const keys =
      content.records === 0 ? [] : keysOf(segment, destination, toErrors ? 'errors' : 'objects', copies);
    await place(objects, destination, keys, draft);
    folder.settle(segment, { keys, ...content }, destination.stored);
    return { status: 'delivered', content, openedAt: segment.openedAt, keys };
  } catch (error) {
    return { status: 'failed', code: 'S3.InternalError', message: (error as Error).message };
  } finally {
    rmSync(draft, { force: true });
  }
}

function noBucket(bucket: string): DeliveryOutcome {
  const message = `The specified bucket ${bucket} does not exist. Create it, and the delivery is made then.`;
  return { status: 'failed', code: 'S3.NoSuchBucket', message };
}

function errorLines({ parameters }: FaultRule): ReturnType<typeof asErrorLines> {
  return asErrorLines(
    parameters.code ?? 'Lambda.FunctionError',
    parameters.message ?? 'Processing was ordered to fail.',
  );
}

function keysOf(
  segment: SegmentFile,
  destination: Destination,
  kind: 'objects' | 'errors',
  copies: number,
): readonly string[] {
  const { streamName, versionId, prefix, errorPrefix, compression } = destination;
  const extension = compression === 'GZIP' ? '.gz' : '';
  return Array.from({ length: copies }, (_, copy) => {
    const uuid = copy === 0 ? segment.uuid : randomUUID();
    const object: NamedObject = { streamName, versionId, openedAt: segment.openedAt, uuid, extension };
    return kind === 'objects'
      ? objectKey(prefix, object)
      : errorObjectKey(prefix, errorPrefix, ERROR_TYPE, object);
  });
}

async function place(
  objects: ObjectStore,
  { bucket }: Destination,
  keys: readonly string[],
  draft: string,
): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  for (const key of keys.slice(1)) {
    await copyFile(draft, `${draft}.copy`);
    objects.adopt(bucket, key, `${draft}.copy`, headers);
  }
  if (keys[0] !== undefined) objects.adopt(bucket, keys[0], draft, headers);
}
