import type { ResourceClients } from '../aws/resource-clients.ts';
import type { Account } from './account.ts';
import { inspectBucket } from './bucket.ts';
import { completeLogGroup, inspectLogGroup, removeLogGroup } from './log-group.ts';
import { completeBucket } from './make-bucket.ts';
import { completeStream } from './make-stream.ts';
import type { PolicyDocument } from './policy-document.ts';
import { isEmpty, removeBucket } from './remove-bucket.ts';
import { removeStream } from './remove-stream.ts';
import type { Resource } from './resource.ts';
import { type ResourceNames, resourceNames } from './resource-names.ts';
import { completeRole, inspectRole, removeRole } from './role.ts';
import { rolePolicy } from './role-policy.ts';
import { inspectStream } from './stream.ts';
import { type StreamDestination, type StreamSettings, streamDestination } from './stream-settings.ts';
import { type Tags, tagsOf } from './tags.ts';
import { trustPolicy } from './trust-policy.ts';
import type { Patience } from './wait-for.ts';

/** Everything that a stream's resources are made of; a pure consequence of name, settings and account. */
export interface Plan {
  readonly streamName: string;
  readonly account: Account;
  readonly names: ResourceNames;
  /** Whether the bucket's name follows from the stream's, or a user gave it. */
  readonly bucketOrigin: 'derived' | 'given';
  readonly tags: Tags;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
  readonly destination: StreamDestination;
}

/** What a plan is made from. */
export interface PlanInput {
  readonly streamName: string;
  /** Undefined for the name that follows from the stream's. */
  readonly bucketName: string | undefined;
  readonly settings: StreamSettings;
}

/** Works out names, policies and settings; makes no call. */
export function createPlan({ streamName, bucketName, settings }: PlanInput, account: Account): Plan {
  const derived = resourceNames(streamName, account);
  const names = { ...derived, bucketName: bucketName ?? derived.bucketName };
  return {
    streamName,
    account,
    names,
    bucketOrigin: names.bucketName === derived.bucketName ? 'derived' : 'given',
    tags: tagsOf(streamName),
    trust: trustPolicy(account.accountId),
    policy: rolePolicy(names, account),
    destination: streamDestination(settings, names, account),
  };
}

/** How resources are waited for, and what becomes of a bucket's data when it is removed. */
export interface Handling {
  readonly patience: Patience;
  readonly data: 'keep' | 'delete';
}

/** The plan's resources in the order in which they are made: what a later one names stands before it. */
export function resourcesOf(
  plan: Plan,
  clients: ResourceClients,
  { patience, data }: Handling,
): readonly Resource[] {
  const { streamName, account, names, trust, policy, destination } = plan;
  const { bucketName, roleName, policyName, logGroupName, logStreamName } = names;
  const doomed = { s3: clients.s3, bucketName, accountId: account.accountId, data };
  const bucket = {
    ...{ s3: clients.s3, bucketName, streamName, account, origin: plan.bucketOrigin },
    isEmpty: () => isEmpty(doomed),
  };
  const role = { iam: clients.iam, roleName, policyName, streamName, trust, policy };
  const logGroup = { logs: clients.logs, logGroupName, logStreamName, streamName };
  const stream = { firehose: clients.firehose, streamName, destination, patience };
  return [
    {
      kind: 'S3 bucket',
      name: bucketName,
      inspect: () => inspectBucket(bucket),
      complete: (finding, onStep) => completeBucket(bucket, finding, onStep),
      remove: (onStep) => removeBucket(doomed, onStep),
    },
    {
      kind: 'IAM role',
      name: roleName,
      inspect: () => inspectRole(role),
      complete: (finding, onStep) => completeRole(role, finding, onStep),
      remove: (onStep) => removeRole(role, onStep),
    },
    {
      kind: 'log group',
      name: logGroupName,
      inspect: () => inspectLogGroup(logGroup),
      complete: (finding, onStep) => completeLogGroup(logGroup, finding, onStep),
      remove: () => removeLogGroup(logGroup),
    },
    {
      kind: 'Firehose stream',
      name: streamName,
      inspect: () => inspectStream(stream),
      complete: (finding, onStep) => completeStream(stream, finding, onStep),
      remove: (onStep) => removeStream(stream, onStep),
    },
  ];
}
