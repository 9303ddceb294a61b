import gzip
import unittest
from datetime import datetime, timedelta, timezone

from common import client, describe, make_stream, objects_of, wait_for

firehose = client("firehose")


class Firehose(unittest.TestCase):
    def test_what_was_put_lies_in_the_bucket_and_in_the_metrics(self):
        make_stream(firehose, "alerts", "alerts-bucket", Prefix="logs/")
        one = firehose.put_record(DeliveryStreamName="alerts", Record={"Data": b"first\n"})
        self.assertTrue(one["RecordId"])
        records = [{"Data": f"line {number} \u00fc\n".encode()} for number in range(500)]
        many = firehose.put_record_batch(DeliveryStreamName="alerts", Records=records)
        self.assertEqual(many["FailedPutCount"], 0)
        self.assertEqual(len({entry["RecordId"] for entry in many["RequestResponses"]}), 500)

        expected = b"first\n" + b"".join(record["Data"] for record in records)
        wait_for(lambda: sum(map(len, objects_of("alerts-bucket").values())) == len(expected))
        objects = objects_of("alerts-bucket")
        self.assertEqual(b"".join(objects[key] for key in sorted(objects)), expected)
        self.assertTrue(all(key.startswith("logs/20") for key in objects))
        self.check_metrics(501, len(expected))

    def check_metrics(self, records, size):
        now = datetime.now(timezone.utc)
        for name, total in [("IncomingRecords", records), ("IncomingBytes", size), ("IncomingPutRequests", 2)]:
            points = client("cloudwatch").get_metric_statistics(
                Namespace="AWS/Firehose",
                MetricName=name,
                Dimensions=[{"Name": "DeliveryStreamName", "Value": "alerts"}],
                StartTime=now - timedelta(minutes=5),
                EndTime=now + timedelta(minutes=1),
                Period=60,
                Statistics=["Sum"],
            )["Datapoints"]
            self.assertEqual(sum(point["Sum"] for point in points), total, name)

    def test_gzip_is_gzip(self):
        make_stream(firehose, "zipped", "zipped-bucket", CompressionFormat="GZIP")
        firehose.put_record(DeliveryStreamName="zipped", Record={"Data": b"packed\n"})
        objects = wait_for(lambda: objects_of("zipped-bucket"))
        self.assertEqual([gzip.decompress(body) for body in objects.values()], [b"packed\n"])

    def test_a_stream_is_described_listed_tagged_and_deleted(self):
        make_stream(firehose, "short-lived", "short-lived-bucket")
        description = describe(firehose, "short-lived")
        self.assertEqual(description["DeliveryStreamType"], "DirectPut")
        self.assertIn("short-lived", firehose.list_delivery_streams()["DeliveryStreamNames"])
        firehose.tag_delivery_stream(DeliveryStreamName="short-lived", Tags=[{"Key": "a", "Value": "b"}])
        tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName="short-lived")["Tags"]
        self.assertEqual(tags, [{"Key": "a", "Value": "b"}])
        firehose.delete_delivery_stream(DeliveryStreamName="short-lived")
        wait_for(lambda: "short-lived" not in firehose.list_delivery_streams()["DeliveryStreamNames"])


if __name__ == "__main__":
    unittest.main()
