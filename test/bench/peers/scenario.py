"""The calls of the scenario on its sample: describe, 100 records one by one, all others in batches of 500."""

import json
import sys

import boto3

firehose = boto3.client("firehose")
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
