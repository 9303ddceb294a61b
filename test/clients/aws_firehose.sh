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

# Debian's aws takes no interval below 60 seconds.
/usr/bin/python3 -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], b"")' "$LOCAL_AWS/_local/flush"
aws s3 sync --quiet s3://alerts-bucket copy
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
