import { type Connection, sharedConfig } from './clients.ts';

/** One event of CloudWatch Logs. */
export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** One log stream of CloudWatch Logs, as whoever writes to it sees it. */
export interface LogService {
  /** Makes the log stream, and the group where that was asked for; what is there stays as it is. */
  create(signal: AbortSignal): Promise<void>;
  /** Stores a batch that keeps the service's limits; returns how many events the service left out for their age. */
  put(events: readonly LogEvent[], signal: AbortSignal): Promise<number>;
  destroy(): void;
}

/** Where events go. */
export interface LogTarget {
  readonly group: string;
  readonly stream: string;
  readonly missingGroup: 'make it' | 'fail';
}

/** Calls of one operation, the SDK's own retries included: log lines have no ledger, so that it may own them. */
const ATTEMPTS = 3;

/**
 * Opens a log stream for writing. Sequence tokens are left out, because the service ignores them (doc). The client is
 * loaded only now, because few runs ship their logs.
 */
export async function openLogService(connection: Connection, target: LogTarget): Promise<LogService> {
  const logs = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new logs.CloudWatchLogsClient({ ...sharedConfig(connection), maxAttempts: ATTEMPTS });
  const names = { logGroupName: target.group, logStreamName: target.stream };
  const unlessThere = (error: unknown) => {
    if (!(error instanceof logs.ResourceAlreadyExistsException)) throw error;
  };
  return {
    create: async (abortSignal) => {
      if (target.missingGroup === 'make it') {
        const group = { logGroupName: target.group };
        await client.send(new logs.CreateLogGroupCommand(group), { abortSignal }).catch(unlessThere);
      }
      await client.send(new logs.CreateLogStreamCommand(names), { abortSignal }).catch(unlessThere);
    },
    put: async (events, abortSignal) => {
      const logEvents = events.map(({ timestamp, message }) => ({ timestamp, message }));
      const command = new logs.PutLogEventsCommand({ ...names, logEvents });
      const { rejectedLogEventsInfo } = await client.send(command, { abortSignal });
      return rejectedCount(rejectedLogEventsInfo ?? {}, events.length);
    },
    destroy: () => client.destroy(),
  };
}

/** The ends of the left-out stretches are exclusive, and both of the old ones begin at 0. (doc) */
function rejectedCount(
  info: {
    readonly tooOldLogEventEndIndex?: number | undefined;
    readonly expiredLogEventEndIndex?: number | undefined;
    readonly tooNewLogEventStartIndex?: number | undefined;
  },
  count: number,
): number {
  const old = Math.max(info.tooOldLogEventEndIndex ?? 0, info.expiredLogEventEndIndex ?? 0);
  const tooNew = count - (info.tooNewLogEventStartIndex ?? count);
  return Math.min(count, old + tooNew);
}
