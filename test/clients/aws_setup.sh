. "$(dirname "$0")/common.sh"

equal account "$(aws sts get-caller-identity --query Account)" 123456789012

policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}'
aws iam create-role --role-name delivery --assume-role-policy-document "$policy" --tags Key=made-by,Value=me >/dev/null
aws iam put-role-policy --role-name delivery --policy-name p --policy-document "$policy"
equal action "$(aws iam get-role-policy --role-name delivery --policy-name p --query 'PolicyDocument.Statement[0].Action')" s3:PutObject
equal tag "$(aws iam list-role-tags --role-name delivery --query 'Tags[0].Value')" me
refused EntityAlreadyExists aws iam create-role --role-name delivery --assume-role-policy-document "$policy"
refused DeleteConflict aws iam delete-role --role-name delivery
aws iam delete-role-policy --role-name delivery --policy-name p
aws iam delete-role --role-name delivery
refused NoSuchEntity aws iam get-role --role-name delivery

aws logs create-log-group --log-group-name /aws/firehose/alerts --tags made-by=me
aws logs create-log-stream --log-group-name /aws/firehose/alerts --log-stream-name run
now=$(date +%s)000
aws logs put-log-events --log-group-name /aws/firehose/alerts --log-stream-name run \
  --log-events "timestamp=$now,message=first" "timestamp=$now,message=second" >/dev/null
equal messages "$(aws logs get-log-events --log-group-name /aws/firehose/alerts --log-stream-name run \
  --start-from-head --query 'join(`,`, events[].message)')" first,second
equal found "$(aws logs filter-log-events --log-group-name /aws/firehose/alerts --filter-pattern second \
  --query 'events[].message')" second
equal streams "$(aws logs describe-log-streams --log-group-name /aws/firehose/alerts --query 'logStreams[].logStreamName')" run
aws logs delete-log-group --log-group-name /aws/firehose/alerts
refused ResourceNotFoundException aws logs describe-log-streams --log-group-name /aws/firehose/alerts
