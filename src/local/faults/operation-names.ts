/** Every operation that a fault can be ordered for, otherwise a misspelt one would be waited for in vain. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set([
  ...['CreateDeliveryStream', 'DescribeDeliveryStream', 'ListDeliveryStreams', 'DeleteDeliveryStream'],
  ...['TagDeliveryStream', 'UntagDeliveryStream', 'ListTagsForDeliveryStream', 'PutRecord', 'PutRecordBatch'],
  ...['GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData'],
  ...['CreateLogGroup', 'DeleteLogGroup', 'DescribeLogGroups', 'CreateLogStream', 'DeleteLogStream'],
  ...['DescribeLogStreams', 'PutLogEvents', 'GetLogEvents', 'FilterLogEvents', 'PutRetentionPolicy'],
  ...[
    'CreateRole',
    'GetRole',
    'DeleteRole',
    'ListRoles',
    'PutRolePolicy',
    'GetRolePolicy',
    'DeleteRolePolicy',
  ],
  ...['ListRolePolicies', 'ListAttachedRolePolicies', 'GetCallerIdentity'],
  ...['CreateBucket', 'HeadBucket', 'DeleteBucket', 'ListBuckets', 'PutObject', 'GetObject', 'HeadObject'],
  ...['ListObjectsV2', 'DeleteObject', 'DeleteObjects', 'PutBucketTagging', 'GetBucketTagging'],
  ...['DeleteBucketTagging', 'GetBucketLocation'],
  ...['Delivery', '*'],
]);
