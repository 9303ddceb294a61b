import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { UnclearReplyError } from '../actions/failures.ts';

/** A command that carries nothing: the SDK is asked what it would send, or what it makes of a reply. */
const emptyBatch = (streamName: string) =>
  new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records: [] });

/** Headers that belong to one call. */
const OF_ONE_CALL = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];

/**
 * The request of a PutRecordBatch call, by the SDK's own rules, without what belongs to one call: address, path and
 * headers such as the user agent. Nothing is sent.
 */
export async function requestTemplate(client: FirehoseClient): Promise<HttpRequest> {
  const command = emptyBatch('template');
  let template: HttpRequest | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      template = args.request as HttpRequest;
      return { response: undefined, output: { FailedPutCount: 0, RequestResponses: [], $metadata: {} } };
    },
    // In front of the deserialiser, and behind all that makes a request.
    { step: 'deserialize', priority: 'high', name: 'template' },
  );
  await client.send(command, {});
  if (template === undefined) throw new TypeError('The SDK hands a request to its last middleware.');
  const isKept = ([name]: readonly [string, string]) => !OF_ONE_CALL.includes(name);
  template.headers = Object.fromEntries(Object.entries(template.headers).filter(isKept));
  template.body = undefined;
  return template;
}

/** A call that the SDK didn't make. */
interface OwnCall {
  readonly streamName: string;
  /** The client's clock offset when the call was signed, in milliseconds. */
  readonly signedWithOffsetMs: number;
}

/** What a clock is wrong by where the SDK marks an error as one of the clock, in milliseconds. (Seen in its signer.) */
const SKEWED_MS = 240_000;

/**
 * Hands to the SDK what came back from a call that it didn't send itself: a reply, or an error of the connection. What
 * it returns and throws, what it marks on errors, and how it mends its clock is then what it is for calls of its own.
 *
 * @param answer - Gives the reply, or throws the connection's error.
 */
export async function readBySdk(
  client: FirehoseClient,
  { streamName, signedWithOffsetMs }: OwnCall,
  answer: () => HttpResponse,
): ReturnType<typeof sendEmptyBatch> {
  let state: 'unread' | 'read' = 'unread';
  const read = () => {
    state = 'read';
    return answer();
  };
  try {
    return await sendEmptyBatch(client, streamName, read);
  } catch (error) {
    // Such as credentials that have run out meanwhile. The call was made all the same.
    if (state === 'unread') throw new UnclearReplyError("The reply couldn't be read.", { cause: error });
    markSkew(error, signedWithOffsetMs, client.config.systemClockOffset);
    throw error;
  }
}

/**
 * Marks what the SDK would mark if it had signed the call: it compares with the offset of now, which another call that
 * was answered before may have mended.
 */
function markSkew(error: unknown, signedWithOffsetMs: number, offsetMs: number): void {
  const { $metadata } = error as { readonly $metadata?: { clockSkewCorrected?: boolean } };
  if ($metadata && offsetMs !== signedWithOffsetMs && Math.abs(offsetMs) >= SKEWED_MS)
    $metadata.clockSkewCorrected = true;
}

function sendEmptyBatch(client: FirehoseClient, streamName: string, answer: () => HttpResponse) {
  const command = emptyBatch(streamName);
  command.middlewareStack.add(() => async () => ({ response: answer(), output: undefined as never }), {
    step: 'deserialize',
    priority: 'low',
    name: 'answer',
  });
  return client.send(command, {});
}
