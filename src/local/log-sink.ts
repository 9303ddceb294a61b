/** One line that a service writes to CloudWatch Logs on its own account, such as Firehose about a failed delivery. */
export interface LogLine {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/**
 * Where services put their log lines: the store of CloudWatch Logs. A line whose group or stream isn't there is lost,
 * because the role of a Firehose stream may put events and make no group (doc; what the service itself does is open).
 */
export interface LogSink {
  recordLog(line: LogLine): void;
}
