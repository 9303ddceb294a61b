import { WireError } from '../service.ts';
import { type Constraint, lengthAtLeast, lengthAtMost, present } from './constraints.ts';
import { type Members, textMember } from './input.ts';
import { FIREHOSE_LIMITS } from './limits.ts';
import type { Tag } from './stream.ts';

const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;

/** The constraints of a list of tags (doc). */
export function tagConstraints(tags: readonly unknown[], at: string): readonly Constraint[] {
  const each = tags.flatMap((tag, index) => {
    const place = `${at}.${index + 1}.member`;
    const key = textMember(membersOf(tag), 'Key');
    const value = textMember(membersOf(tag), 'Value') ?? '';
    if (key === undefined) return [present(`${place}.key`, key)];
    return [
      lengthAtMost(`${place}.key`, key.length, KEY_LENGTH),
      lengthAtLeast(`${place}.key`, key.length, 1),
      lengthAtMost(`${place}.value`, value.length, VALUE_LENGTH),
    ];
  });
  return [lengthAtMost(at, tags.length, FIREHOSE_LIMITS.tags), lengthAtLeast(at, tags.length, 1), ...each];
}

/** Tags that the constraints have let through. */
export function readTags(tags: readonly unknown[]): readonly Tag[] {
  return tags.map((tag) => {
    const value = textMember(membersOf(tag), 'Value');
    return { Key: textMember(membersOf(tag), 'Key') ?? '', ...(value === undefined ? {} : { Value: value }) };
  });
}

/** The tags that a stream has after these were put on it; a key has one value. */
export function mergeTags(old: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const merged = [...new Map([...old, ...added].map((tag) => [tag.Key, tag])).values()];
  if (merged.length <= FIREHOSE_LIMITS.tags) return merged;
  throw new WireError(
    'LimitExceededException',
    `A Firehose stream can have at most ${FIREHOSE_LIMITS.tags} tags.`,
  );
}

function membersOf(tag: unknown): Members {
  if (typeof tag === 'object' && tag !== null && !Array.isArray(tag)) return tag as Members;
  throw new WireError('SerializationException', 'Start of structure or map found where not expected.');
}
