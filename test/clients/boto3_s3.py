import io
import unittest

from common import client, code_of, objects_of

BUCKET = "any-bucket"
KEYS = [
    "a",
    "a/b",
    "a b+c",
    "a%2Fb",
    "../x",
    "a/../../y",
    "/leading",
    "trailing/",
    "two//slashes",
    "\u00fcml\u00e4ut/\U0001f680",
    "quote\"<&>'",
    "line\nbreak",
]

s3 = client("s3", s3={"addressing_style": "path"})


class S3(unittest.TestCase):
    def setUp(self):
        s3.create_bucket(Bucket=BUCKET)
        self.addCleanup(self.remove)

    def remove(self):
        keys = [{"Key": key} for key in objects_of(BUCKET)]
        if keys:
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": keys})
        s3.delete_bucket(Bucket=BUCKET)

    def test_a_key_is_a_name(self):
        for key in KEYS:
            s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
        self.assertEqual(objects_of(BUCKET), {key: key.encode() for key in KEYS})
        first_list = s3.list_objects(Bucket=BUCKET)["Contents"]
        self.assertEqual([entry["Key"] for entry in first_list], sorted(KEYS, key=str.encode))

    def test_folders_are_common_prefixes(self):
        for key in ["a", "b/1", "b/2", "c d/1"]:
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        listed = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/")
        self.assertEqual([entry["Prefix"] for entry in listed["CommonPrefixes"]], ["b/", "c d/"])
        self.assertEqual([entry["Key"] for entry in listed["Contents"]], ["a"])

    def test_ranges_conditions_and_metadata(self):
        tag = s3.put_object(Bucket=BUCKET, Key="r", Body=b"0123456789", Metadata={"a": "b"})["ETag"]
        self.assertEqual(s3.get_object(Bucket=BUCKET, Key="r", Range="bytes=2-4")["Body"].read(), b"234")
        self.assertEqual(s3.head_object(Bucket=BUCKET, Key="r")["Metadata"], {"a": "b"})
        self.assertEqual(code_of(lambda: s3.get_object(Bucket=BUCKET, Key="r", Range="bytes=10-")), "InvalidRange")
        self.assertEqual(code_of(lambda: s3.get_object(Bucket=BUCKET, Key="r", IfNoneMatch=tag)), "304")
        self.assertEqual(code_of(lambda: s3.get_object(Bucket=BUCKET, Key="r", IfMatch='"x"')), "PreconditionFailed")

    def test_a_checksum_goes_along(self):
        data = io.BytesIO(b"x" * 300_000)
        put = s3.put_object(Bucket=BUCKET, Key="sum", Body=data, ChecksumAlgorithm="SHA256")
        self.assertTrue(put["ChecksumSHA256"])
        got = s3.get_object(Bucket=BUCKET, Key="sum", ChecksumMode="ENABLED")
        self.assertEqual(len(got["Body"].read()), 300_000)

    def test_errors_have_their_names(self):
        self.assertEqual(code_of(lambda: s3.get_object(Bucket=BUCKET, Key="none")), "NoSuchKey")
        self.assertEqual(code_of(lambda: s3.head_object(Bucket=BUCKET, Key="none")), "404")
        self.assertEqual(code_of(lambda: s3.list_objects_v2(Bucket="no-bucket")), "NoSuchBucket")
        self.assertEqual(code_of(lambda: s3.get_bucket_acl(Bucket=BUCKET)), "NotImplemented")
        s3.put_object(Bucket=BUCKET, Key="full", Body=b"")
        self.assertEqual(code_of(lambda: s3.delete_bucket(Bucket=BUCKET)), "BucketNotEmpty")


if __name__ == "__main__":
    unittest.main()
