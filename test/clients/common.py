"""What every suite here needs: clients of the embedded AWS, and a wait with an end."""

import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(name, **options):
    """A client with one attempt; parameters go out unchecked so that the server has to refuse them."""
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, **options)
    return boto3.client(name, endpoint_url=os.environ["LOCAL_AWS"], config=config)


def code_of(call):
    """The code of the error that the call is refused with, or `taken`."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "taken"


def wait_for(look, seconds=20):
    """The first true answer of `look`; fails when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = look()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s")


def make_stream(firehose, name, bucket, **settings):
    """An ACTIVE stream into `bucket`, which is made too."""
    client("s3").create_bucket(Bucket=bucket)
    hints = {"IntervalInSeconds": 1, "SizeInMBs": 1}
    destination = {
        "RoleARN": "arn:aws:iam::123456789012:role/delivery",
        "BucketARN": f"arn:aws:s3:::{bucket}",
        "BufferingHints": hints,
        **settings,
    }
    into = {"ExtendedS3DestinationConfiguration": destination}
    firehose.create_delivery_stream(DeliveryStreamName=name, DeliveryStreamType="DirectPut", **into)
    wait_for(lambda: describe(firehose, name)["DeliveryStreamStatus"] == "ACTIVE")


def describe(firehose, name):
    return firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]


def objects_of(bucket):
    """Key and bytes of every object."""
    s3 = client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 7})
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
