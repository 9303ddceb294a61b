"""The calls of the scenario on its sample: describe, 100 records one by one, all others in batches, and the metrics."""

import json
import sys
from datetime import datetime, timedelta, timezone

import boto3

METRICS = ["IncomingRecords", "IncomingBytes", "IncomingPutRequests", "ThrottledRecords"]


def query(name):
    metric = {
        "Namespace": "AWS/Firehose",
        "MetricName": name,
        "Dimensions": [{"Name": "DeliveryStreamName", "Value": "bench"}],
    }
    return {
        "Id": name[0].lower() + name[1:],
        "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
    }


firehose = boto3.client("firehose")
cloudwatch = boto3.client("cloudwatch")
with open(sys.argv[1], "rb") as sample:
    lines = [json.dumps(record).encode() + b"\n" for record in json.load(sample)]
firehose.describe_delivery_stream(DeliveryStreamName="bench")
for line in lines[:100]:
    firehose.put_record(DeliveryStreamName="bench", Record={"Data": line})
for first in range(100, len(lines), 500):
    batch = [{"Data": line} for line in lines[first : first + 500]]
    reply = firehose.put_record_batch(DeliveryStreamName="bench", Records=batch)
    if reply["FailedPutCount"]:
        sys.exit("entries failed")
now = datetime.now(timezone.utc)
cloudwatch.get_metric_data(
    StartTime=now - timedelta(minutes=1),
    EndTime=now + timedelta(minutes=1),
    MetricDataQueries=[query(name) for name in METRICS],
)
