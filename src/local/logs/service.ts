import type { Input } from '../input.ts';
import { jsonError, jsonInput, jsonReply, unknownJsonOperation } from '../json-protocol.ts';
import { targetOf } from '../request-names.ts';
import type { Service } from '../service.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from './groups.ts';
import type { LogStore } from './log-store.ts';
import { putLogEvents } from './put-log-events.ts';
import { createLogStream, deleteLogStream, describeLogStreams } from './streams.ts';
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './tags.ts';

const TARGET = 'Logs_20140328';

/** What CloudWatch Logs names its groups by. */
export interface LogsOptions {
  readonly store: LogStore;
  readonly region: string;
  readonly accountId: string;
}

type Operation = (store: LogStore, input: Input, now: number) => object;

/** CloudWatch Logs over JSON 1.1: groups, streams, their events and their tags. */
export function createLogs({ store, region, accountId }: LogsOptions): Service {
  const arnOf = (name: string): string => `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  const operations: Readonly<Record<string, Operation>> = {
    ...plainOperations,
    DescribeLogGroups: (_store, input) => describeLogGroups(store, arnOf, input),
    DescribeLogStreams: (_store, input) => describeLogStreams(store, arnOf, input),
  };
  return {
    name: 'logs',
    claims: (request) => targetOf(request)?.prefix === TARGET,
    operationOf: (request) => {
      const name = targetOf(request)?.operation ?? '';
      return Object.hasOwn(operations, name) ? name : undefined;
    },
    async handle({ request, operation }) {
      const run = operations[operation];
      if (run === undefined) throw unknownJsonOperation();
      return jsonReply(request, run(store, jsonInput(request), request.receivedAt));
    },
    refuse: jsonError,
    unknownOperation: unknownJsonOperation,
  };
}

const plainOperations: Readonly<Record<string, Operation>> = {
  CreateLogGroup: createLogGroup,
  DeleteLogGroup: deleteLogGroup,
  PutRetentionPolicy: putRetentionPolicy,
  DeleteRetentionPolicy: deleteRetentionPolicy,
  CreateLogStream: createLogStream,
  DeleteLogStream: deleteLogStream,
  PutLogEvents: putLogEvents,
  GetLogEvents: getLogEvents,
  FilterLogEvents: filterLogEvents,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
  TagLogGroup: tagLogGroup,
  UntagLogGroup: untagLogGroup,
  ListTagsLogGroup: listTagsLogGroup,
};
