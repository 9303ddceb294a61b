# Looks at what `setup` has made, by its names.
. "$(dirname "$0")/common.sh"

bucket=firehose-alerts-123456789012-us-east-1
role=firehose-alerts-us-east-1
group=/aws/kinesisfirehose/alerts
tag="[?Key=='firehose-scenario:stream'].Value"

destination="$(aws firehose describe-delivery-stream --delivery-stream-name alerts --query \
  'DeliveryStreamDescription.[DeliveryStreamStatus, Destinations[0].ExtendedS3DestinationDescription.[BucketARN, RoleARN, Prefix, ErrorOutputPrefix]][]')"
equal stream "$(echo $destination)" \
  "ACTIVE arn:aws:s3:::$bucket arn:aws:iam::123456789012:role/$role logs/ error/"
equal "stream's tag" "$(aws firehose list-tags-for-delivery-stream --delivery-stream-name alerts --query "Tags$tag")" alerts

equal "bucket's tag" "$(aws s3api get-bucket-tagging --bucket $bucket --query "TagSet$tag")" alerts
equal closing "$(echo $(aws s3api get-public-access-block --bucket $bucket --query 'PublicAccessBlockConfiguration.*'))" \
  'True True True True'
equal encryption "$(aws s3api get-bucket-encryption --bucket $bucket --query \
  'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm')" AES256

equal trust "$(aws iam get-role --role-name $role --query \
  'Role.AssumeRolePolicyDocument.Statement[0].[Principal.Service, Condition.StringEquals."aws:SourceAccount"]')" \
  "$(printf 'firehose.amazonaws.com\t123456789012')"
equal "role's tag" "$(aws iam list-role-tags --role-name $role --query "Tags$tag")" alerts
equal policy "$(aws iam get-role-policy --role-name $role --policy-name deliver-to-s3 --query \
  'PolicyDocument.Statement[1].Resource[0]')" \
  "arn:aws:logs:us-east-1:123456789012:log-group:$group:log-stream:DestinationDelivery"

equal "log streams" "$(aws logs describe-log-streams --log-group-name $group --query 'logStreams[].logStreamName')" \
  DestinationDelivery
equal "log group's tag" "$(aws logs list-tags-log-group --log-group-name $group --query 'tags."firehose-scenario:stream"')" alerts
