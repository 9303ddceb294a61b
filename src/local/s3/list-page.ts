/** Which names of a bucket are asked for. */
export interface ListQuery {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only names behind this one; empty for all. */
  readonly after: string;
  /** Names and common prefixes together. */
  readonly maxKeys: number;
}

/** One page of names; `last` is its last name or common prefix, from which the next page goes on. */
export interface ListPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly last: string;
}

/** Picks a page out of all keys, which come in the order of their UTF-8 bytes. */
export function listPage(keys: readonly string[], query: ListQuery): ListPage {
  const found: string[] = [];
  const prefixes: string[] = [];
  let last = query.after;
  for (const key of keys) {
    if (!isWanted(key, prefixes.at(-1), query)) continue;
    if (found.length + prefixes.length === query.maxKeys) {
      return { keys: found, commonPrefixes: prefixes, isTruncated: query.maxKeys > 0, last };
    }
    const common = commonPrefix(key, query);
    if (common === undefined) found.push(key);
    else prefixes.push(common);
    last = common ?? key;
  }
  return { keys: found, commonPrefixes: prefixes, isTruncated: false, last };
}

function isWanted(key: string, lastPrefix: string | undefined, query: ListQuery): boolean {
  const { prefix, after } = query;
  if (!key.startsWith(prefix) || (after !== '' && compareBytes(key, after) <= 0)) return false;
  if (lastPrefix !== undefined && key.startsWith(lastPrefix)) return false;
  // A page that ended with a common prefix is followed by the names behind all that it stands for.
  return !(commonPrefix(after, query) === after && key.startsWith(after));
}

function commonPrefix(key: string, { prefix, delimiter }: ListQuery): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
