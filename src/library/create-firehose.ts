import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { DeliveredRecord, UndeliveredRecord } from '../actions/outcomes.ts';
import { adoptClient, connectionBeside } from '../aws/adopted-client.ts';
import { type Clients, type Connection, createClients } from '../aws/clients.ts';
import type { DeliveredObject, DeliveredQuery } from '../destination/read-delivered.ts';
import type { Outcome } from '../provision/set-up.ts';
import type { Responses } from './batch-book.ts';
import type { BatchResult } from './batch-result.ts';
import type { ResourceOptions } from './create-resources.ts';
import { DOORS } from './doors.ts';
import type { Delimiter, FirehoseRecord } from './encode-record.ts';
import { librarySettings, type SendOptions } from './library-settings.ts';
import { putBatch } from './put-batch.ts';
import { putOne } from './put-one.ts';

/** What {@link createFirehose} is told. */
export interface FirehoseOptions {
  /** 1 to 64 of `[a-zA-Z0-9_.-]`. */
  readonly streamName: string;
  /** Bucket that `createResources` makes. @defaultValue `firehose-STREAM-ACCOUNT-REGION` */
  readonly bucketName?: string;
  /**
   * A client of your own, used as it is: make it with `maxAttempts: 1`, otherwise its retries multiply with these. Its
   * Region, credentials and endpoint go for the other services too. Without it one is made by the SDK's own rules:
   * `AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL` and so on.
   */
  readonly client?: FirehoseClient;
  /** `newline` appends one to each record that has none, texts and bytes too. @defaultValue 'newline' */
  readonly delimiter?: Delimiter;
}

/** How one record is sent. */
export type PutOptions = Pick<SendOptions, 'attempts' | 'baseDelayMs' | 'maxDelayMs' | 'giveUpAfterS'> & {
  /** Ends the waiting and forbids further calls; a call on the wire is awaited. */
  readonly signal?: AbortSignal;
};

/** How a batch of any size is sent. */
export interface PutBatchOptions extends SendOptions {
  /** `all` keeps what became of every record, with its RecordId, which costs memory. @defaultValue 'none' */
  readonly responses?: Responses;
  /** Stops the sending; calls on the wire are awaited for 4 seconds, then cut off. */
  readonly signal?: AbortSignal;
}

/** One Firehose stream, from its resources to the records in S3. */
export interface Firehose {
  /**
   * Sends one record, 1 to 1,024,000 bytes with its newline, by PutRecord.
   *
   * @returns What became of it; a record that can't be sent is `undelivered` after 0 attempts.
   * @throws UnsettledError where the service refuses the stream or the caller (its `cause` is the SDK's error), or the
   *   signal was aborted: the record is pending, and `outcomes` says whether it may have been stored.
   */
  putRecord(record: FirehoseRecord, options?: PutOptions): Promise<DeliveredRecord | UndeliveredRecord>;
  /**
   * Sends any number of records by PutRecordBatch: split within 500 records and 4 MiB a call, with bounded memory, and
   * only failed entries again. A batch is sent when it is full or the input ends. There is no order across calls, and
   * delivery is at least once, because Firehose has no idempotency key.
   *
   * @returns Totals and the final failures; every record of the input is in one of the two.
   * @throws UnsettledBatchError where the sending stopped before; its `partial` also lists the pending records. Of an
   *   input that is no array, what was never read is not among them. Without Region or credentials the SDK's own error
   *   is thrown, and nothing was sent.
   */
  putRecordBatch<R extends FirehoseRecord>(
    records: Iterable<R> | AsyncIterable<R>,
    options?: PutBatchOptions,
  ): Promise<BatchResult<R>>;
  /**
   * Makes bucket, role, log group and stream and waits until it is ACTIVE; what is there stays as it is.
   *
   * @returns One outcome a resource, in order.
   * @throws RunError for a resource of somebody else, or where a call is refused. Call it again: it goes on from there.
   */
  createResources(options?: ResourceOptions): Promise<readonly Outcome[]>;
  /**
   * Reads what the stream delivered to S3, object after object in the order of the keys, in bounded memory; it never
   * writes.
   *
   * @throws RunError where the stream doesn't deliver to S3 or its objects can't be read; UnreadableObjectError out of
   *   `records` where one object is gone or damaged.
   */
  readDelivered(query?: DeliveredQuery): AsyncGenerator<DeliveredObject, void, undefined>;
  /** Closes the connections of a client that was made here; the next call would open new ones. */
  destroy(): void;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** The most calls that a batch may be told to have on the wire. */
const MOST_IN_FLIGHT = 256;

/** Everything is found by the SDK's own rules. */
const CONNECTION: Connection = {
  region: undefined,
  profile: undefined,
  endpointUrl: undefined,
  credentials: undefined,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  recordIds: 'read',
  transport: 'sdk',
  inFlight: MOST_IN_FLIGHT,
};

/**
 * Opens a Firehose stream for a program. It makes no call and looks for no credentials before one of its functions does.
 *
 * @throws SettingsError for a name of a stream that can't be one.
 */
export function createFirehose(options: FirehoseOptions): Firehose {
  const { streamName, bucketName, client, delimiter = 'newline' } = options;
  // Otherwise a wrong name would come to light with the first call only.
  librarySettings(streamName);
  const connected = connector(client);
  const connection = async () => (client ? connectionBeside(client, REQUEST_TIMEOUT_MS) : CONNECTION);
  return {
    putRecord: async (record, { signal, ...sending } = {}) => {
      const settings = librarySettings(streamName, sending);
      return putOne(await connected.clients(), { record, delimiter, settings, signal });
    },
    putRecordBatch: async (records, { signal, responses = 'none', ...sending } = {}) => {
      const settings = librarySettings(streamName, sending);
      refuseSingleRecord(records);
      return putBatch(await connected.clients(), { records, delimiter, settings, responses, signal });
    },
    createResources: async (resourceOptions = {}) => {
      const { createResources } = await DOORS.resources();
      return createResources(await connection(), { streamName, bucketName }, resourceOptions);
    },
    async *readDelivered(query = {}) {
      const { readObjects } = await DOORS.destination();
      yield* readObjects(await connected.clients(), await connection(), streamName, query);
    },
    destroy: connected.destroy,
  };
}

/** Makes the clients with the first call that needs them; one that failed is tried again with the next. */
function connector(client: FirehoseClient | undefined) {
  let made: Promise<Clients> | undefined;
  const clients = () => {
    made ??= (client ? adoptClient(client) : createClients(CONNECTION)).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  const destroy = () => {
    void made?.then((open) => open.destroy()).catch(() => {});
    made = undefined;
  };
  return { clients, destroy };
}

/** A text is a list of characters and bytes are a list of numbers, so the compiler lets both through. */
function refuseSingleRecord(records: unknown): void {
  if (typeof records !== 'string' && !ArrayBuffer.isView(records)) return;
  throw new TypeError('putRecordBatch takes a list of records; send a single one with putRecord.');
}
