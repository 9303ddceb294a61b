# Looks for what `teardown` has removed.
. "$(dirname "$0")/common.sh"

refused ResourceNotFoundException aws firehose describe-delivery-stream --delivery-stream-name alerts
refused 404 aws s3api head-bucket --bucket firehose-alerts-123456789012-us-east-1
refused NoSuchEntity aws iam get-role --role-name firehose-alerts-us-east-1
equal "log groups" "$(aws logs describe-log-groups --query 'logGroups[].logGroupName')" ''
