"""The loop that most would write in Python: lines as they are, one call of 500 records at a time."""

import sys
from itertools import islice

import boto3

firehose = boto3.client("firehose")
with open(sys.argv[1], "rb") as lines:
    while batch := [{"Data": line} for line in islice(lines, 500)]:
        reply = firehose.put_record_batch(DeliveryStreamName="bench", Records=batch)
        if reply["FailedPutCount"]:
            sys.exit("entries failed")
