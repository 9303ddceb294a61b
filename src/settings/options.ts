import { always, declare, type ValuesOf } from './option.ts';
import { CONNECTION_OPTIONS, LOG_OPTIONS } from './shared-options.ts';
import { countOrAll, integer, logGroup, oneOf, rate, streamName, text, toggle } from './values.ts';

/** Options of the run, in the order of the help. */
export const OPTIONS = {
  stream: declare({
    flag: '--stream',
    group: 'Common',
    type: streamName,
    help: 'Firehose stream to send to',
  }),
  local: always({
    flag: '--local',
    group: 'Common',
    type: toggle,
    default: 'false',
    help: 'run on an embedded AWS on 127.0.0.1; needs no account',
  }),
  ...CONNECTION_OPTIONS,
  dryRun: always({
    flag: '--dry-run',
    group: 'Common',
    type: toggle,
    default: 'false',
    help: 'read and batch everything, send nothing',
  }),

  data: declare({
    flag: '--data',
    group: 'Input',
    type: text('<file>'),
    isRepeatable: true,
    defaultHelp: 'resources/sample_records.json',
    help: 'file to send; may be repeated; - is stdin',
  }),
  format: always({
    flag: '--format',
    group: 'Input',
    type: oneOf('auto', 'json', 'ndjson', 'lines', 'dead-letters'),
    default: 'auto',
    help: 'auto is an array where the first byte is [, else ndjson; others: json, ndjson, lines (any text), dead-letters (sends them again)',
  }),
  delimiter: always({
    flag: '--delimiter',
    group: 'Input',
    type: oneOf('newline', 'none'),
    default: 'newline',
    help: 'what each record ends with',
  }),
  onBadRecord: always({
    flag: '--on-bad-record',
    group: 'Input',
    type: oneOf('stop', 'dead-letter'),
    default: 'stop',
    help: 'what a malformed record does to the run',
  }),
  noValidate: always({
    flag: '--no-validate',
    group: 'Input',
    type: toggle,
    default: 'false',
    help: "don't check that records are well-formed",
  }),

  putRecordCount: always({
    flag: '--put-record-count',
    group: 'Sending',
    type: countOrAll,
    from: 'batchSizing',
    help: 'first records, sent one by one and in order',
  }),
  batchRecords: always({
    flag: '--batch-records',
    group: 'Sending',
    type: integer(1, 500),
    from: 'batchSizing',
    help: 'records in a batch, at most',
  }),
  batchBytes: always({
    flag: '--batch-bytes',
    group: 'Sending',
    type: integer(1, 4_194_304),
    from: 'batchSizing',
    help: 'bytes in a batch, at most',
  }),
  recordBytes: always({
    flag: '--record-bytes',
    group: 'Sending',
    type: integer(1, 1_024_000),
    from: 'batchSizing',
    help: 'bytes in a record, at most, newline included',
  }),
  inFlight: always({
    flag: '--in-flight',
    group: 'Sending',
    type: integer(1, 256),
    from: 'batchSizing',
    help: 'calls on the wire at once',
  }),
  maxBufferBytes: always({
    flag: '--max-buffer-bytes',
    group: 'Sending',
    type: integer(1, 17_179_869_184),
    from: 'batchSizing',
    help: 'memory for records read and not settled, those that wait for a retry included',
  }),

  transport: always({
    flag: '--transport',
    group: 'Sending',
    type: oneOf('sdk', 'fast'),
    default: 'sdk',
    help: "how batches are sent: by the SDK's client, or fast, with less CPU (open: never seen on AWS)",
  }),
  rate: declare({
    flag: '--rate',
    group: 'Sending',
    type: rate,
    defaultHelp: 'auto, with --local none',
    help: "bytes a second at most, such as 5MiB; auto: the stream's own quota; none: no bound",
  }),

  checkpoint: declare({
    flag: '--checkpoint',
    group: 'Sending',
    type: text('<file>'),
    help: 'journal of what is settled; the same command goes on from it',
  }),
  takeOver: always({
    flag: '--take-over',
    group: 'Sending',
    type: toggle,
    default: 'false',
    help: "take over a checkpoint whose owner can't be seen from here",
  }),

  attempts: always({
    flag: '--attempts',
    group: 'Retry',
    type: integer(1, 1_000),
    from: 'retryPolicy',
    help: 'calls a record may take part in, the first included',
  }),
  baseDelayMs: always({
    flag: '--base-delay-ms',
    group: 'Retry',
    type: integer(0, 3_600_000),
    from: 'retryPolicy',
    help: 'upper bound of the first wait; doubles with each',
  }),
  maxDelayMs: always({
    flag: '--max-delay-ms',
    group: 'Retry',
    type: integer(0, 3_600_000),
    from: 'retryPolicy',
    help: 'upper bound of every wait',
  }),
  requestTimeoutMs: always({
    flag: '--request-timeout-ms',
    group: 'Retry',
    type: integer(1, 3_600_000),
    from: 'retryPolicy',
    help: 'how long one call may take',
  }),
  giveUpAfterS: always({
    flag: '--give-up-after-s',
    group: 'Retry',
    type: integer(1, 86_400),
    from: 'retryPolicy',
    help: 'stop when nothing was delivered for so long',
  }),

  metricsDeadlineS: declare({
    flag: '--metrics-deadline-s',
    group: 'Output',
    type: integer(0, 86_400),
    defaultHelp: '180, with --local 10',
    help: 'how long to wait for CloudWatch; 0 does not ask',
  }),
  verify: always({
    flag: '--verify',
    group: 'Output',
    type: toggle,
    default: 'false',
    help: 'look for every delivered record in S3, and prove that it is there',
  }),
  verifyDeadlineS: declare({
    flag: '--verify-deadline-s',
    group: 'Output',
    type: integer(0, 86_400),
    defaultHelp: "180 after the stream's buffering interval, with --local 20",
    help: 'how long to wait for records in S3; 0 looks once',
  }),
  ...LOG_OPTIONS,
  logGroupName: always({
    flag: '--log-group',
    group: 'Output',
    type: logGroup,
    from: 'logging',
    help: 'CloudWatch Logs group that gets the log lines, too; it has to exist',
  }),
  output: always({
    flag: '--output',
    group: 'Output',
    type: oneOf('text', 'json'),
    default: 'text',
    help: 'form of the report on stdout',
  }),
  deadLetter: declare({
    flag: '--dead-letter',
    group: 'Output',
    type: text('<file>'),
    defaultHelp: 'dead-letters-RUNID.ndjson',
    help: 'where rejected and undelivered records go',
  }),
  receipts: declare({
    flag: '--receipts',
    group: 'Output',
    type: text('<file>'),
    help: 'write a line for each delivered record',
  }),

  localDir: declare({
    flag: '--local-dir',
    group: 'Local',
    type: text('<folder>'),
    defaultHelp: '.firehose-local/RUNID',
    help: 'where the embedded AWS keeps its objects',
  }),
  faults: declare({
    flag: '--faults',
    group: 'Local',
    type: text('<list>'),
    help: 'faults to order, such as failed-entries=5%,unavailable=2%,seed=1',
  }),
};

/** The values of the run's options, as they were given. */
export type OptionValues = ValuesOf<typeof OPTIONS>;
