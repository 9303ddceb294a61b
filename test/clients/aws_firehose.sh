. "$(dirname "$0")/common.sh"

aws s3 mb s3://alerts-bucket >/dev/null
destination=RoleARN=arn:aws:iam::123456789012:role/delivery,BucketARN=arn:aws:s3:::alerts-bucket
aws firehose create-delivery-stream --delivery-stream-name alerts \
  --extended-s3-destination-configuration "$destination,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}" >/dev/null
is_active() {
  [ "$(aws firehose describe-delivery-stream --delivery-stream-name alerts \
    --query DeliveryStreamDescription.DeliveryStreamStatus)" = ACTIVE ]
}
until_true is_active

printf 'one\n' > one.txt
aws firehose put-record --delivery-stream-name alerts --record Data="$(base64 < one.txt)" >/dev/null
failed=$(aws firehose put-record-batch --delivery-stream-name alerts --query FailedPutCount \
  --records '[{"Data":"dHdvCg=="},{"Data":"dGhyZWUK"}]')
equal FailedPutCount "$failed" 0
refused 'Firehose none under account 123456789012 not found.' \
  aws firehose put-record --delivery-stream-name none --record Data=eA==
refused "at 'deliveryStreamName' failed to satisfy constraint" \
  aws firehose put-record --delivery-stream-name 'a b' --record Data=eA==

# The service's own checks, so the client's have to stay out of the way.
printf '[default]\nparameter_validation = false\n' > config
# checked NUMBER SIZE [NUMBER SIZE]: puts NUMBER records of SIZE bytes each, in one batch.
checked() {
  /usr/bin/python3 - "$@" > batch.json <<'PYTHON'
import base64, json, sys
counts = zip(sys.argv[1::2], sys.argv[2::2])
records = [{"Data": base64.b64encode(b"x" * int(size)).decode()} for count, size in counts for _ in range(int(count))]
print(json.dumps({"DeliveryStreamName": "checked", "Records": records}))
PYTHON
  AWS_CONFIG_FILE=config aws firehose put-record-batch --cli-input-json file://batch.json --query FailedPutCount
}
aws firehose create-delivery-stream --delivery-stream-name checked \
  --extended-s3-destination-configuration "$destination,Prefix=checked/" >/dev/null
is_checked_active() { [ "$(checked 1 1)" = 0 ]; }
until_true is_checked_active
at="at 'records' failed to satisfy constraint: Member must have length"
refused "$at greater than or equal to 1" checked 0 0
equal 'FailedPutCount of 500' "$(checked 500 1)" 0
refused "$at less than or equal to 500" checked 501 1
equal 'FailedPutCount of 1,024,000 bytes' "$(checked 1 1024000)" 0
refused "at 'records.36.member.data' failed to satisfy constraint" checked 35 1 1 1024001
equal 'FailedPutCount of 4 MiB' "$(checked 4 1024000 1 98304)" 0
refused 'Records size exceeds 4 MB limit' checked 4 1024000 1 98305
aws firehose delete-delivery-stream --delivery-stream-name checked

# Debian's aws takes no interval below 60 seconds.
/usr/bin/python3 -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], b"")' "$LOCAL_AWS/_local/flush"
aws s3 sync --quiet s3://alerts-bucket copy --exclude 'checked/*'
equal objects "$(find copy -type f -exec cat {} + | sort | tr '\n' ' ')" 'one three two '

span="--start-time $(date -u -d '-5 min' +%FT%TZ) --end-time $(date -u -d '+1 min' +%FT%TZ)"
sum=$(aws cloudwatch get-metric-statistics --namespace AWS/Firehose --metric-name IncomingRecords \
  --dimensions Name=DeliveryStreamName,Value=alerts $span --period 3600 --statistics Sum --query 'sum(Datapoints[].Sum)')
equal IncomingRecords "$sum" 3.0
query='[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"AWS/Firehose","MetricName":"IncomingBytes","Dimensions":[{"Name":"DeliveryStreamName","Value":"alerts"}]},"Period":3600,"Stat":"Sum"}}]'
bytes=$(aws cloudwatch get-metric-data --metric-data-queries "$query" $span --query 'sum(MetricDataResults[0].Values)')
equal IncomingBytes "$bytes" 14.0
refused InvalidParameterValue aws cloudwatch get-metric-statistics --namespace N --metric-name M $span --period 61 --statistics Sum

aws firehose delete-delivery-stream --delivery-stream-name alerts
