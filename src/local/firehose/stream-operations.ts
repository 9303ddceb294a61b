import type { FaultRule } from '../faults/fault-rule.ts';
import type { Faults } from '../faults/faults.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { WireError } from '../service.ts';
import { check, lengthAtLeast, lengthAtMost, oneOf, within } from './constraints.ts';
import { readCreateInput } from './create-input.ts';
import { describe } from './describe.ts';
import { listMember, type Members, numberMember, streamNameConstraints, textMember } from './input.ts';
import { FIREHOSE_LIMITS } from './limits.ts';
import { bucketOf, type OpenStream } from './open-stream.ts';
import type { Stream } from './stream.ts';
import type { StreamList } from './stream-list.ts';
import { mergeTags, readTags, tagConstraints } from './tags.ts';

/** What the operations on streams work with. */
export interface StreamOperationsContext {
  readonly streams: StreamList;
  readonly objects: ObjectStore;
  readonly faults: Faults;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds that a new stream is CREATING. */
  readonly creatingMs: number;
  readonly now: () => number;
}

/** One operation: the request's members to the reply's; `number` counts its calls from 1. */
type Operation = (input: Members, number: number) => object | Promise<object>;

const LIST_PAGE = { least: 1, most: 10_000, usual: 10 };
const TAG_PAGE = { least: 1, most: 50, usual: 50 };

/** Every operation of Firehose that isn't a put, by its wire name. */
export function createStreamOperations(
  context: StreamOperationsContext,
): Readonly<Record<string, Operation>> {
  const { streams, accountId, now } = context;
  const arnOf = (name: string): string =>
    `arn:aws:firehose:${context.region}:${accountId}:deliverystream/${name}`;

  return {
    CreateDeliveryStream(input, number) {
      const request = readCreateInput(input);
      if (streams.get(request.name)) {
        throw new WireError(
          'ResourceInUseException',
          `Firehose ${request.name} under accountId ${accountId} already exists`,
        );
      }
      if (streams.all().length >= FIREHOSE_LIMITS.streams) {
        throw new WireError(
          'LimitExceededException',
          `You have reached the limit of ${FIREHOSE_LIMITS.streams} Firehose streams.`,
        );
      }
      // The service leaves the bucket to its caller; here it would be one more thing between a newcomer and an object.
      if (context.objects.createBucket(bucketOf(request)) === 'invalid') {
        throw new WireError(
          'InvalidArgumentException',
          `${bucketOf(request)} is not a valid name of an S3 bucket.`,
        );
      }
      const createdAt = now();
      const activeAt = createdAt + context.creatingMs;
      const rule = context.faults.onCreation('CreateDeliveryStream', number);
      streams.add({ ...request, createdAt, activeAt, versionId: '1', ...(rule && failureOf(rule)) });
      return { DeliveryStreamARN: arnOf(request.name) };
    },

    DescribeDeliveryStream: (input) => {
      const { stream } = namedStream(input, context);
      return describe(stream, arnOf(stream.name), now());
    },

    ListDeliveryStreams: (input) => listStreams(input, streams),

    async DeleteDeliveryStream(input) {
      await streams.remove(namedStream(input, context).stream.name);
      return {};
    },

    TagDeliveryStream(input) {
      const tags = listMember(input, 'Tags') ?? [];
      check(tagConstraints(tags, 'tags'));
      const { stream } = namedStream(input, context);
      streams.replace({ ...stream, tags: mergeTags(stream.tags, readTags(tags)) });
      return {};
    },

    UntagDeliveryStream(input) {
      const keys = listMember(input, 'TagKeys') ?? [];
      check([
        lengthAtMost('tagKeys', keys.length, FIREHOSE_LIMITS.tags),
        lengthAtLeast('tagKeys', keys.length, 1),
      ]);
      const { stream } = namedStream(input, context);
      streams.replace({ ...stream, tags: stream.tags.filter(({ Key }) => !keys.includes(Key)) });
      return {};
    },

    ListTagsForDeliveryStream(input) {
      const limit = numberMember(input, 'Limit') ?? TAG_PAGE.usual;
      check(within('limit', limit, TAG_PAGE));
      const { tags } = namedStream(input, context).stream;
      const after = textMember(input, 'ExclusiveStartTagKey');
      const rest = tags.slice(tags.findIndex(({ Key }) => Key === after) + 1);
      return { Tags: rest.slice(0, limit), HasMoreTags: rest.length > limit };
    },
  };
}

/** The stream that the request names; throws in the service's words (seen) when there is none. */
export function namedStream(
  input: Members,
  { streams, accountId }: Pick<StreamOperationsContext, 'streams' | 'accountId'>,
): OpenStream {
  const name = textMember(input, 'DeliveryStreamName');
  check(streamNameConstraints(name));
  const open = streams.get(name ?? '');
  if (open) return open;
  throw new WireError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
}

/** The words of a failure; `UNKNOWN_ERROR` is the type that says nothing (doc: DeliveryStreamFailureType). */
function failureOf({ parameters }: FaultRule): Pick<Stream, 'failure'> {
  const { code = 'UNKNOWN_ERROR', message = 'Ordered failure.' } = parameters;
  return { failure: { Type: code, Details: message } };
}

function listStreams(input: Members, streams: StreamList): object {
  const limit = numberMember(input, 'Limit') ?? LIST_PAGE.usual;
  const type = textMember(input, 'DeliveryStreamType');
  const types: readonly Stream['type'][] = [
    'DirectPut',
    'KinesisStreamAsSource',
    'MSKAsSource',
    'DatabaseAsSource',
  ];
  check([
    ...within('limit', limit, LIST_PAGE),
    ...(type === undefined ? [] : [oneOf('deliveryStreamType', type, types)]),
  ]);
  const after = textMember(input, 'ExclusiveStartDeliveryStreamName') ?? '';
  const names = streams
    .all()
    .filter(({ stream }) => type === undefined || stream.type === type)
    .map(({ stream }) => stream.name)
    .filter((name) => name > after);
  return { DeliveryStreamNames: names.slice(0, limit), HasMoreDeliveryStreams: names.length > limit };
}
