import json
import os
import unittest
from urllib.request import urlopen

from common import client, make_stream

firehose = client("firehose")


class Faults(unittest.TestCase):
    def test_entries_fail_one_by_one_and_only_the_others_are_stored(self):
        make_stream(firehose, "lossy", "lossy-bucket")
        records = [{"Data": f"{number}\n".encode()} for number in range(500)]
        answer = firehose.put_record_batch(DeliveryStreamName="lossy", Records=records)
        failed = [entry for entry in answer["RequestResponses"] if "ErrorCode" in entry]
        self.assertGreater(len(failed), 0)
        self.assertEqual(answer["FailedPutCount"], len(failed))
        with urlopen(f"{os.environ['LOCAL_AWS']}/_local/stored?stream=lossy") as stored:
            lines = [json.loads(line) for line in stored.read().splitlines()]
        self.assertEqual(len(lines), 500 - len(failed))


if __name__ == "__main__":
    unittest.main()
