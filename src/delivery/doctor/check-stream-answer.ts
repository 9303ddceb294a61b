import type { StreamDescription } from '../../actions/describe-stream.ts';
import { describeError } from '../../actions/failures.ts';
import type { Clients } from '../../aws/clients.ts';
import type { FirehoseTransport } from '../../aws/transport.ts';
import { isUnknownCaller, unfitSource, unfitStatus, unknownStream } from '../stream-fitness.ts';
import { readStreamNames } from '../stream-names.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { refusal } from './refusal.ts';

/** What DescribeDeliveryStream said. */
export type StreamAnswer =
  | { readonly kind: 'described'; readonly description: StreamDescription }
  | { readonly kind: 'refused'; readonly error: unknown };

/** What the answer means for the stream, and for the checks behind it: why they are left out, if they are. */
export interface StreamFindings {
  readonly stream: Finding;
  readonly status: Finding;
  readonly source: Finding;
  /** Why a record can't be put, and why the stream has no quota; `undefined` where they can be looked at. */
  readonly blocksPut: string | undefined;
  readonly blocksQuota: string | undefined;
  /** Why nothing else can be asked for. */
  readonly blocksAll: string | undefined;
}

interface Where {
  readonly stream: string;
  readonly clients: Pick<Clients, 'region' | 'endpoint'>;
  readonly asking: FirehoseTransport;
}

/** Judges the answer; for a stream that there is not, the names of those that there are are read. */
export async function judgeStream(answer: StreamAnswer, where: Where): Promise<StreamFindings> {
  if (answer.kind === 'described') return fitness(where.stream, answer.description);
  const { name } = describeError(answer.error);
  if (name === 'ResourceNotFoundException') return missing(answer.error, where);
  const why = isUnknownCaller(name) ? 'the credentials are refused' : undefined;
  const call = { operation: 'DescribeDeliveryStream', action: 'firehose:DescribeDeliveryStream' };
  const { endpoint } = where.clients;
  const error = refusal(answer.error, { ...call, stream: where.stream, endpoint });
  const behind = skipped(why ?? 'the stream is not described');
  return {
    stream: failed(error),
    status: behind,
    source: behind,
    // Who may put records need not be allowed to describe the stream.
    blocksPut: why,
    blocksQuota: why,
    blocksAll: why,
  };
}

function fitness(stream: string, { arn, status, type }: StreamDescription): StreamFindings {
  const wrongStatus = unfitStatus(stream, status);
  const wrongSource = unfitSource(stream, type);
  return {
    stream: ok(`${stream}, in account ${accountOf(arn)}`),
    status: wrongStatus ? failed(wrongStatus) : ok(status),
    source: wrongSource ? failed(wrongSource) : ok('Direct PUT'),
    blocksPut: wrongStatus || wrongSource ? 'the stream takes no records now' : undefined,
    blocksQuota: wrongSource ? 'only a Direct PUT stream has one' : undefined,
    blocksAll: undefined,
  };
}

/** `arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME` */
const accountOf = (arn: string) => arn.split(':')[4] ?? 'unknown';

async function missing(cause: unknown, { stream, clients, asking }: Where): Promise<StreamFindings> {
  const { names } = await readStreamNames(asking);
  const why = 'the stream does not exist';
  return {
    stream: failed(unknownStream({ stream, region: clients.region }, names, cause)),
    status: skipped(why),
    source: skipped(why),
    blocksPut: why,
    blocksQuota: why,
    blocksAll: undefined,
  };
}
