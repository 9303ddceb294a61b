/** Tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

const MAKER_KEY = 'created-by';
const MAKER = 'firehose-scenario';
const STREAM_KEY = 'firehose-scenario:stream';

/** What every resource of a stream is tagged with; by these alone it is known again, and removed. */
export function tagsOf(streamName: string): Tags {
  return { [MAKER_KEY]: MAKER, [STREAM_KEY]: streamName };
}

/** Whose a resource is: this stream's, another stream's of the same maker, or somebody else's. */
export function ownerOf(tags: Tags, streamName: string): 'ours' | 'other-stream' | 'unknown' {
  if (tags[MAKER_KEY] !== MAKER) return 'unknown';
  return tags[STREAM_KEY] === streamName ? 'ours' : 'other-stream';
}

/** Tags in the form that S3, IAM and Firehose take. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags out of that form. */
export function tagsFrom(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
