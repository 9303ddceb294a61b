import { createHash } from 'node:crypto';
import {
  App,
  ArnFormat,
  CfnOutput,
  Duration,
  Errors,
  LegacyStackSynthesizer,
  RemovalPolicy,
  Size,
  Stack,
} from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContextError, type DeploymentSettings, deploymentSettings } from './cdk-context.ts';

// What the scenario needs in an account, for production: a Direct PUT stream that delivers to a bucket, its role, its
// log, its alarms and the policy of its producers.

/** The name that the console gives this log stream. */
const LOG_STREAM = 'DestinationDelivery';

/** How late the oldest record may be, beyond the buffering interval, before somebody should look. */
const LATENESS_S = 900;

interface Parts {
  readonly bucket: s3.Bucket;
  readonly logGroup: logs.LogGroup;
}

function addDelivery(stack: Stack, settings: DeploymentSettings): void {
  const parts = { bucket: addBucket(stack), logGroup: addLog(stack, settings) };
  const stream = addStream(stack, settings, { ...parts, role: addRole(stack, parts) });
  addAlarms(stack, settings, stream);
  const policy = addProducerPolicy(stack, settings, stream);
  new CfnOutput(stack, 'StreamName', { value: stream.deliveryStreamName });
  new CfnOutput(stack, 'BucketName', { value: parts.bucket.bucketName });
  new CfnOutput(stack, 'ProducerPolicyArn', { value: policy.managedPolicyArn });
}

/** The bucket outlives the stack, because it holds production data. */
function addBucket(stack: Stack): s3.Bucket {
  return new s3.Bucket(stack, 'Bucket', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function addLog(stack: Stack, { streamName }: DeploymentSettings): logs.LogGroup {
  return new logs.LogGroup(stack, 'LogGroup', {
    logGroupName: `/aws/kinesisfirehose/${streamName}`,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Its name is CloudFormation's, which keeps it within a role's 64 characters, however long the stream's is. */
function addRole(stack: Stack, { bucket, logGroup }: Parts): iam.Role {
  const logStreamArn = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${logGroup.logGroupName}:log-stream:${LOG_STREAM}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const ofBucket = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
  const ofObjects = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
  const statements = [
    allow(ofBucket, bucket.bucketArn),
    allow(ofObjects, bucket.arnForObjects('*')),
    allow(['logs:PutLogEvents'], logStreamArn),
  ];
  // Of this account's streams alone, otherwise those of others could be pointed at the bucket.
  const conditions = { StringEquals: { 'aws:SourceAccount': stack.account } };
  return new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', { conditions }),
    inlinePolicies: { Delivery: new iam.PolicyDocument({ statements }) },
  });
}

function addStream(
  stack: Stack,
  settings: DeploymentSettings,
  { bucket, logGroup, role }: Parts & { readonly role: iam.Role },
): firehose.DeliveryStream {
  const { GZIP, UNCOMPRESSED } = firehose.Compression;
  const destination = new firehose.S3Bucket(bucket, {
    // Otherwise the construct adds grants of its own, which are wider: deleting objects is one of them.
    role: role.withoutPolicyUpdates(),
    dataOutputPrefix: settings.prefix,
    errorOutputPrefix: settings.errorPrefix,
    bufferingInterval: Duration.seconds(settings.bufferIntervalS),
    bufferingSize: Size.mebibytes(settings.bufferMib),
    compression: settings.compression === 'gzip' ? GZIP : UNCOMPRESSED,
    loggingConfig: new firehose.EnableLogging(logGroup),
  });
  const stream = new firehose.DeliveryStream(stack, 'Stream', {
    deliveryStreamName: settings.streamName,
    destination,
  });
  nameLogStream(logGroup);
  // The construct's table of the Regions' addresses is for security groups, and nothing here refers to it.
  stack.node.tryRemoveChild('@aws-cdk--aws-kinesisfirehose.CidrBlocks');
  return stream;
}

/** The construct makes the log stream with a name that nobody knows before; the role's policy needs it. */
function nameLogStream(logGroup: logs.LogGroup): void {
  for (const child of logGroup.node.findAll()) {
    if (!(child instanceof logs.CfnLogStream)) continue;
    child.logStreamName = LOG_STREAM;
    child.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
}

function addAlarms(stack: Stack, settings: DeploymentSettings, stream: firehose.DeliveryStream): void {
  const shared = {
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    // A stream that nobody writes to has no datapoints, and that is no fault.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
  const period = Duration.minutes(5);
  const throttled = stream.metric('ThrottledRecords', { statistic: 'Sum', period });
  const freshness = stream.metric('DeliveryToS3.DataFreshness', { statistic: 'Maximum', period });
  const alarms = [
    throttled.createAlarm(stack, 'Throttled', {
      ...shared,
      threshold: 0,
      alarmDescription: `Records for ${settings.streamName} were throttled: producers send more than its quota.`,
    }),
    freshness.createAlarm(stack, 'Late', {
      ...shared,
      threshold: settings.bufferIntervalS + LATENESS_S,
      alarmDescription: `Records of ${settings.streamName} are late in S3: look at log group /aws/kinesisfirehose/${settings.streamName}.`,
    }),
  ];
  if (settings.alarmTopicArn === undefined) return;
  const topic = Topic.fromTopicArn(stack, 'AlarmTopic', settings.alarmTopicArn);
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
}

/** Exactly the calls of a run; README's least-privilege policy is the same. */
function addProducerPolicy(
  stack: Stack,
  { streamName }: DeploymentSettings,
  stream: firehose.DeliveryStream,
): iam.ManagedPolicy {
  const ofStream = ['firehose:PutRecord', 'firehose:PutRecordBatch', 'firehose:DescribeDeliveryStream'];
  return new iam.ManagedPolicy(stack, 'ProducerPolicy', {
    description: `What a run to ${streamName} calls`,
    statements: [
      allow(ofStream, stream.deliveryStreamArn),
      // Neither of these calls can be narrowed to a resource. (Source: Service Authorization Reference.)
      allow(['firehose:ListDeliveryStreams', 'cloudwatch:GetMetricData'], '*'),
    ],
  });
}

function allow(actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources: [resource] });
}

/** A stack's name takes no `_` and no `.`; a hash keeps the stacks of `a.b` and `a_b` apart. */
function stackNameOf(streamName: string): string {
  const name = `firehose-${streamName.replace(/[^A-Za-z0-9-]/g, '-')}`;
  if (!/[_.]/.test(streamName)) return name;
  return `${name}-${createHash('sha256').update(streamName).digest('hex').slice(0, 8)}`;
}

const app = new App();
try {
  const settings = deploymentSettings((key) => app.node.tryGetContext(key));
  const stack = new Stack(app, 'Delivery', {
    stackName: stackNameOf(settings.streamName),
    description: `Firehose stream ${settings.streamName}, delivered to S3`,
    // Deploys with the caller's own credentials, so that an account needs no `cdk bootstrap` before; there are no assets.
    synthesizer: new LegacyStackSynthesizer(),
  });
  addDelivery(stack, settings);
} catch (error) {
  // The CDK's own refusals, such as those of an expression in a prefix, are sentences too.
  if (!(error instanceof ContextError || Errors.isConstructError(error))) throw error;
  process.stderr.write(`resources/cdk.ts: ${error.message}\n`);
  process.exitCode = 1;
}
