// Calls whose permissions aren't called as they are, or that need more than one. (Source: the pages of S3, IAM, Firehose
// and CloudWatch Logs in the service authorization reference.)
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  's3:HeadBucket': ['s3:ListBucket'],
  's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
  's3:PutPublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:PutBucketEncryption': ['s3:PutEncryptionConfiguration'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  'iam:CreateRole': ['iam:CreateRole', 'iam:TagRole'],
  'logs:CreateLogGroup': ['logs:CreateLogGroup', 'logs:TagResource'],
  'firehose:CreateDeliveryStream': [
    'firehose:CreateDeliveryStream',
    'firehose:TagDeliveryStream',
    'iam:PassRole',
  ],
};

/** What a caller must be allowed to do for a call such as `s3:HeadBucket`. */
export function permissionsOf(call: string): readonly string[] {
  return OTHERS[call] ?? [call];
}
