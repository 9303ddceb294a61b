import { type Input, numberOf, stringOf } from '../input.ts';
import { writePageToken } from '../page-token.ts';
import {
  alreadyExists,
  failed,
  findGroup,
  invalidParameter,
  readFrom,
  readGroupName,
  readLimit,
} from './constraints.ts';
import type { LogGroup, LogStore } from './log-store.ts';
import { readTags } from './tags.ts';

/** Days that events may be kept for (doc). */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Start of the ARNs of this account's groups. */
export type ArnOf = (groupName: string) => string;

/** CreateLogGroup. */
export function createLogGroup(store: LogStore, input: Input, now: number): object {
  const name = readGroupName(input);
  const tags = readTags(input);
  const kmsKeyId = stringOf(input, 'kmsKeyId');
  if (store.group(name) !== undefined) throw alreadyExists('log group');
  store.saveGroup({ name, createdAt: now, tags, streams: [], ...(kmsKeyId !== undefined && { kmsKeyId }) });
  return {};
}

/** DeleteLogGroup takes its streams and events with it. */
export function deleteLogGroup(store: LogStore, input: Input): object {
  store.removeGroup(findGroup(store, input));
  return {};
}

/** DescribeLogGroups: 50 a page, by prefix or by a part of the name. */
export function describeLogGroups(store: LogStore, arnOf: ArnOf, input: Input): object {
  const prefix = stringOf(input, 'logGroupNamePrefix');
  const pattern = stringOf(input, 'logGroupNamePattern');
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const limit = readLimit(input, 50);
  const from = readFrom(input);
  const found = store
    .groups()
    .filter(({ name }) => name.startsWith(prefix ?? '') && contains(name, pattern ?? ''));
  const logGroups = found.slice(from, from + limit).map((group) => describeGroup(group, arnOf));
  return { logGroups, ...(from + limit < found.length && { nextToken: writePageToken(from + limit) }) };
}

const contains = (name: string, part: string): boolean => name.toLowerCase().includes(part.toLowerCase());

function describeGroup(group: LogGroup, arnOf: ArnOf): object {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${arnOf(group.name)}:*`,
    logGroupArn: arnOf(group.name),
    storedBytes: 0,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: 'STANDARD',
  };
}

/** PutRetentionPolicy. */
export function putRetentionPolicy(store: LogStore, input: Input): object {
  const group = findGroup(store, input);
  const retentionDays = numberOf(input, 'retentionInDays');
  if (retentionDays === undefined || !RETENTIONS.includes(retentionDays)) {
    throw failed(
      `Value '${retentionDays}' at 'retentionInDays'`,
      `Member must satisfy enum value set: [${RETENTIONS.join(', ')}]`,
    );
  }
  store.saveGroup({ ...group, retentionDays });
  return {};
}

/** DeleteRetentionPolicy. */
export function deleteRetentionPolicy(store: LogStore, input: Input): object {
  const { retentionDays: _, ...group } = findGroup(store, input);
  store.saveGroup(group);
  return {};
}
