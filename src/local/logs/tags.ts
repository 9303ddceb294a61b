import { type Input, stringOf, stringsOf, structureOf } from '../input.ts';
import { findGroup, invalidParameter, nameInArn, notFound } from './constraints.ts';
import type { LogGroup, LogStore } from './log-store.ts';

const MOST_TAGS = 50;

type Tags = Readonly<Record<string, string>>;

/** The tags in the call: keys of 1 to 128 characters, values of at most 256 (doc). */
export function readTags(input: Input): Tags {
  const tags = structureOf(input, 'tags') ?? {};
  return Object.fromEntries(
    Object.keys(tags).map((key) => {
      const value = stringOf(tags, key) ?? '';
      if (key.length >= 1 && key.length <= 128 && value.length <= 256) return [key, value];
      throw invalidParameter('A tag key has 1 to 128 characters, and a tag value at most 256.');
    }),
  );
}

/** TagResource. */
export function tagResource(store: LogStore, input: Input): object {
  return addTags(store, findResource(store, input), readTags(input));
}

/** UntagResource. */
export function untagResource(store: LogStore, input: Input): object {
  return removeTags(store, findResource(store, input), stringsOf(input, 'tagKeys') ?? []);
}

/** ListTagsForResource. */
export function listTagsForResource(store: LogStore, input: Input): object {
  return { tags: findResource(store, input).tags };
}

/** TagLogGroup, the older name of TagResource. */
export function tagLogGroup(store: LogStore, input: Input): object {
  return addTags(store, findGroup(store, input), readTags(input));
}

/** UntagLogGroup, the older name of UntagResource. */
export function untagLogGroup(store: LogStore, input: Input): object {
  return removeTags(store, findGroup(store, input), stringsOf(input, 'tags') ?? []);
}

/** ListTagsLogGroup, the older name of ListTagsForResource. */
export function listTagsLogGroup(store: LogStore, input: Input): object {
  return { tags: findGroup(store, input).tags };
}

function findResource(store: LogStore, input: Input): LogGroup {
  const group = store.group(nameInArn(stringOf(input, 'resourceArn') ?? ''));
  if (group === undefined) throw notFound('resource');
  return group;
}

function addTags(store: LogStore, group: LogGroup, added: Tags): object {
  const tags = { ...group.tags, ...added };
  if (Object.keys(tags).length > MOST_TAGS) {
    throw invalidParameter(`The number of tags exceeds the limit of ${MOST_TAGS}.`);
  }
  store.saveGroup({ ...group, tags });
  return {};
}

function removeTags(store: LogStore, group: LogGroup, keys: readonly string[]): object {
  const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key)));
  store.saveGroup({ ...group, tags });
  return {};
}
