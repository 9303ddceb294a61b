import type { Members } from './input.ts';

/** A tag; one without a value has none. */
export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

/** A Firehose stream as it is kept in the state file. */
export interface Stream {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch from which on it is ACTIVE; it is CREATING before. */
  readonly activeAt: number;
  readonly type: 'DirectPut' | 'KinesisStreamAsSource' | 'MSKAsSource' | 'DatabaseAsSource';
  readonly versionId: string;
  /** Why it becomes CREATING_FAILED and never ACTIVE. */
  readonly failure?: { readonly Type: string; readonly Details: string };
  /** The S3 destination as it was asked for, under the wire names, gaps filled with the service's usual values. */
  readonly destination: Members;
  readonly tags: readonly Tag[];
}

/** `CREATING` takes a moment, as at the service, so that a client that doesn't wait is found out. */
export function statusOf(stream: Stream, now: number): 'CREATING' | 'ACTIVE' | 'CREATING_FAILED' {
  if (now < stream.activeAt) return 'CREATING';
  return stream.failure ? 'CREATING_FAILED' : 'ACTIVE';
}

/** Folder name of a stream's records: the name alone would mix the records of a stream that was deleted and made anew. */
export function folderNameOf({ name, createdAt }: Stream): string {
  return `${name}@${createdAt}`;
}

/** The ARN of a stream of this name. */
export function streamArn(region: string, accountId: string, name: string): string {
  return `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
}
