import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceClients } from '../aws/resource-clients.ts';
import { type Finding, missingParts, type OnStep, type Removal } from './resource.ts';
import { ownerOf, tagsOf } from './tags.ts';

/** Where Firehose writes why a delivery failed. */
export interface WantedLogGroup {
  readonly logs: ResourceClients['logs'];
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly streamName: string;
}

const LOG_STREAM = 'log stream';

/** Looks whether the log group is there, whose it is, and whether it has its log stream. */
export async function inspectLogGroup(wanted: WantedLogGroup): Promise<Finding> {
  const { logs, logGroupName, streamName } = wanted;
  // Names come in their order, so that this name is the first of those that begin with it (doc).
  const asked = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName, limit: 1 });
  const { logGroups: [found] = [] } = await logs.send(asked);
  if (found?.logGroupName !== logGroupName) return { status: 'missing' };
  // `arn` ends with `:*`, which isn't part of the name that tags hang on (doc).
  const resourceArn = found.logGroupArn ?? found.arn?.replace(/:\*$/, '');
  const { tags = {} } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  if (ownerOf(tags, streamName) !== 'ours') {
    return {
      status: 'foreign',
      why: `log group ${logGroupName} was not set up by this program for this stream`,
    };
  }
  return { status: 'ours', lacks: (await hasLogStream(wanted)) ? [] : [LOG_STREAM], differs: [] };
}

async function hasLogStream({ logs, logGroupName, logStreamName }: WantedLogGroup): Promise<boolean> {
  const input = { logGroupName, logStreamNamePrefix: logStreamName, limit: 1 };
  const { logStreams: [found] = [] } = await logs.send(new DescribeLogStreamsCommand(input));
  return found?.logStreamName === logStreamName;
}

/** Makes the log group with its tags, and its log stream. */
export async function completeLogGroup(
  { logs, logGroupName, logStreamName, streamName }: WantedLogGroup,
  finding: Finding,
  onStep: OnStep,
): Promise<void> {
  if (finding.status === 'missing') {
    const tags = tagsOf(streamName);
    await unlessThere(logs.send(new CreateLogGroupCommand({ logGroupName, tags })));
    onStep('made');
  }
  if (!missingParts(finding, [LOG_STREAM]).includes(LOG_STREAM)) return;
  await unlessThere(logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })));
  onStep('given its log stream');
}

/** Removes the log group with all that was logged. */
export async function removeLogGroup({
  logs,
  logGroupName,
}: Pick<WantedLogGroup, 'logs' | 'logGroupName'>): Promise<Removal> {
  try {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  } catch (error) {
    // Whoever removed it did what was asked for.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return { status: 'removed' };
}

/** The reply of an earlier attempt may have been lost: there was none a moment ago. */
async function unlessThere(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}
