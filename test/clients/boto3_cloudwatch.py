import unittest
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError
from common import client

cloudwatch = client("cloudwatch")
START = datetime.now(timezone.utc).replace(second=0, microsecond=0)
SPAN = {"StartTime": START - timedelta(minutes=5), "EndTime": START + timedelta(minutes=5)}
DIMENSIONS = [{"Name": "Kind", "Value": "a & b"}]


def query(identifier, name, statistic="Sum"):
    metric = {"Namespace": "Mine", "MetricName": name, "Dimensions": DIMENSIONS}
    return {"Id": identifier, "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}}


def put(name, **datum):
    entry = {"MetricName": name, "Dimensions": DIMENSIONS, **datum}
    cloudwatch.put_metric_data(Namespace="Mine", MetricData=[entry])


class CloudWatch(unittest.TestCase):
    def test_values_come_back_as_numbers_and_times(self):
        put("Values", Value=1.5, Timestamp=START)
        put("Values", Values=[2, 4], Counts=[1, 2], Timestamp=START)
        put("Values", StatisticValues={"SampleCount": 2, "Sum": 9, "Minimum": 1, "Maximum": 8}, Timestamp=START)
        put("Values", Value=7, Timestamp=START - timedelta(minutes=2))
        statistics = ["Sum", "Maximum", "SampleCount", "p50"]
        queries = [query(f"m{index}", "Values", statistic) for index, statistic in enumerate(statistics)]
        answer = cloudwatch.get_metric_data(MetricDataQueries=queries, ScanBy="TimestampAscending", **SPAN)
        results = answer["MetricDataResults"]
        self.assertEqual([result["Values"] for result in results[:3]], [[7, 20.5], [7, 8], [1, 6]])
        self.assertEqual(results[0]["Timestamps"], [START - timedelta(minutes=2), START])
        self.assertEqual({result["StatusCode"] for result in results}, {"Complete"})

    def test_pages_hold_every_point_once(self):
        for minute in range(5):
            put("Paged", Value=minute, Timestamp=START - timedelta(minutes=minute))
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[query("m1", "Paged")], MaxDatapoints=2, **SPAN
        )
        values = [value for page in pages for result in page["MetricDataResults"] for value in result["Values"]]
        self.assertEqual(values, [0, 1, 2, 3, 4])

    def test_metrics_are_listed_by_dimension(self):
        put("Listed", Value=1)
        listed = cloudwatch.list_metrics(Namespace="Mine", MetricName="Listed", Dimensions=DIMENSIONS)["Metrics"]
        self.assertEqual(listed, [{"Namespace": "Mine", "MetricName": "Listed", "Dimensions": DIMENSIONS}])

    def test_errors_have_their_codes(self):
        for overrides, code in [
            ({"EndTime": SPAN["StartTime"]}, "ValidationError"),
            ({"NextToken": "mine"}, "InvalidNextToken"),
            ({"MetricDataQueries": [{"Id": "e", "Expression": "1 + 1"}]}, "ValidationError"),
        ]:
            parameters = {"MetricDataQueries": [query("m1", "Any")], **SPAN, **overrides}
            with self.assertRaises(ClientError) as caught:
                cloudwatch.get_metric_data(**parameters)
            self.assertEqual(caught.exception.response["Error"]["Code"], code)
        with self.assertRaises(ClientError) as caught:
            cloudwatch.describe_alarms()
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidAction")


if __name__ == "__main__":
    unittest.main()
