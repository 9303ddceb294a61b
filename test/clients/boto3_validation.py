import unittest

from botocore.exceptions import ClientError
from common import client, make_stream

STREAM = "checked"
RECORD_BYTES = 1_024_000
BATCH_BYTES = 4 * 1_048_576
FAILED = "failed to satisfy constraint: Member must"

firehose = client("firehose")


class Validation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_stream(firehose, STREAM, "checked-bucket")

    def refused(self, call, code, words):
        with self.assertRaises(ClientError) as caught:
            call()
        error = caught.exception.response
        self.assertEqual((error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]), (code, 400))
        self.assertIn(words, error["Error"]["Message"])

    def put(self, size, stream=STREAM):
        return firehose.put_record(DeliveryStreamName=stream, Record={"Data": b"x" * size})

    def put_batch(self, sizes, stream=STREAM):
        records = [{"Data": b"x" * size} for size in sizes]
        return firehose.put_record_batch(DeliveryStreamName=stream, Records=records)

    def test_a_batch_has_1_to_500_records(self):
        at = f"at 'records' {FAILED} have length"
        self.refused(lambda: self.put_batch([]), "ValidationException", f"{at} greater than or equal to 1")
        self.assertEqual(self.put_batch([1] * 500)["FailedPutCount"], 0)
        self.refused(lambda: self.put_batch([1] * 501), "ValidationException", f"{at} less than or equal to 500")

    def test_a_record_has_at_most_1_024_000_bytes(self):
        self.assertTrue(self.put(RECORD_BYTES)["RecordId"])
        rule = f"{FAILED} have length less than or equal to {RECORD_BYTES}"
        self.refused(lambda: self.put(RECORD_BYTES + 1), "ValidationException", f"at 'record.data' {rule}")
        sizes = [1] * 35 + [RECORD_BYTES + 1, 1]
        words = f"at 'records.36.member.data' {rule}"
        self.refused(lambda: self.put_batch(sizes), "ValidationException", words)

    def test_a_batch_has_at_most_4_MiB(self):
        whole = [RECORD_BYTES] * 4 + [BATCH_BYTES - 4 * RECORD_BYTES]
        self.assertEqual(self.put_batch(whole)["FailedPutCount"], 0)
        words = "Records size exceeds 4 MB limit"
        self.refused(lambda: self.put_batch([*whole, 1]), "InvalidArgumentException", words)

    def test_the_number_is_checked_before_the_size(self):
        sizes = [10_000] * 501
        self.refused(lambda: self.put_batch(sizes), "ValidationException", "at 'records' failed")

    def test_names_are_checked_before_they_are_looked_up(self):
        at = f"at 'deliveryStreamName' {FAILED}"
        pattern = f"{at} satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        for name in ["with space", "sl/ash", "\u00fc"]:
            self.refused(lambda: self.put(1, name), "ValidationException", pattern)
        longer = f"{at} have length less than or equal to 64"
        self.refused(lambda: self.put(1, "x" * 65), "ValidationException", longer)
        missing = "x" * 64
        words = f"Firehose {missing} under account 123456789012 not found."
        self.refused(lambda: self.put(1, missing), "ResourceNotFoundException", words)
        self.refused(lambda: self.put_batch([1], missing), "ResourceNotFoundException", words)


if __name__ == "__main__":
    unittest.main()
