/** Every operation that a fault can be ordered for, by its service; a misspelt one would be waited for in vain. */
const OPERATIONS = {
  firehose: [
    ...['CreateDeliveryStream', 'DescribeDeliveryStream', 'ListDeliveryStreams', 'DeleteDeliveryStream'],
    ...[
      'TagDeliveryStream',
      'UntagDeliveryStream',
      'ListTagsForDeliveryStream',
      'PutRecord',
      'PutRecordBatch',
    ],
  ],
  cloudwatch: ['GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData'],
  logs: [
    ...['CreateLogGroup', 'DeleteLogGroup', 'DescribeLogGroups', 'CreateLogStream', 'DeleteLogStream'],
    ...['DescribeLogStreams', 'PutLogEvents', 'GetLogEvents', 'FilterLogEvents'],
    ...['PutRetentionPolicy', 'DeleteRetentionPolicy', 'TagResource', 'UntagResource', 'ListTagsForResource'],
    ...['TagLogGroup', 'UntagLogGroup', 'ListTagsLogGroup'],
  ],
  iam: [
    ...['CreateRole', 'GetRole', 'DeleteRole', 'ListRoles', 'UpdateAssumeRolePolicy', 'PutRolePolicy'],
    ...['GetRolePolicy', 'DeleteRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'],
    ...['TagRole', 'UntagRole', 'ListRoleTags'],
  ],
  sts: ['GetCallerIdentity'],
  s3: [
    ...['ListBuckets', 'CreateBucket', 'HeadBucket', 'DeleteBucket', 'GetBucketLocation', 'ListObjects'],
    ...['ListObjectsV2', 'PutObject', 'GetObject', 'HeadObject', 'DeleteObject', 'DeleteObjects'],
    'ListObjectVersions',
    ...['GetBucketTagging', 'PutBucketTagging', 'DeleteBucketTagging'],
    ...['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'],
    ...['GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'],
  ],
} as const;

/** Those names, `*` for all of them, and `Delivery` for the delivery of one object, which no client calls. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(OPERATIONS).flat(),
  '*',
  'Delivery',
]);
