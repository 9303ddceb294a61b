/** One line that a service writes to CloudWatch Logs on its own account, such as Firehose about a failed delivery. */
export interface LogLine {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** Where services put their log lines: the store of CloudWatch Logs, which makes group and stream when they are missing. */
export interface LogSink {
  recordLog(line: LogLine): void;
}
