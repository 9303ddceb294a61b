import json
import time
import unittest

from common import client, code_of

ROLE = "delivery"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}
TAGS = [{"Key": "made-by", "Value": "a & b"}]


class SetUp(unittest.TestCase):
    def test_the_caller_is_known(self):
        self.assertEqual(client("sts").get_caller_identity()["Account"], "123456789012")

    def test_a_role_lives_and_dies(self):
        iam = client("iam")
        trust = json.dumps(POLICY)
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust, Tags=TAGS)
        self.assertEqual(code_of(lambda: iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)), "EntityAlreadyExists")
        self.assertEqual(iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"], POLICY)
        self.assertEqual(iam.list_role_tags(RoleName=ROLE)["Tags"], TAGS)
        iam.put_role_policy(RoleName=ROLE, PolicyName="p", PolicyDocument=json.dumps(POLICY))
        self.assertEqual(iam.get_role_policy(RoleName=ROLE, PolicyName="p")["PolicyDocument"], POLICY)
        self.assertEqual(iam.list_role_policies(RoleName=ROLE)["PolicyNames"], ["p"])
        self.assertEqual(code_of(lambda: iam.delete_role(RoleName=ROLE)), "DeleteConflict")
        iam.delete_role_policy(RoleName=ROLE, PolicyName="p")
        iam.delete_role(RoleName=ROLE)
        self.assertEqual(code_of(lambda: iam.get_role(RoleName=ROLE)), "NoSuchEntity")
        self.assertEqual(code_of(lambda: iam.create_role(RoleName="x" * 65, AssumeRolePolicyDocument=trust)), "ValidationError")

    def test_a_bucket_is_closed_encrypted_and_tagged(self):
        s3 = client("s3")
        s3.create_bucket(Bucket="setup-bucket")
        block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
        s3.put_public_access_block(Bucket="setup-bucket", PublicAccessBlockConfiguration=block)
        self.assertEqual(s3.get_public_access_block(Bucket="setup-bucket")["PublicAccessBlockConfiguration"], block)
        s3.put_bucket_tagging(Bucket="setup-bucket", Tagging={"TagSet": TAGS})
        self.assertEqual(s3.get_bucket_tagging(Bucket="setup-bucket")["TagSet"], TAGS)
        rules = s3.get_bucket_encryption(Bucket="setup-bucket")["ServerSideEncryptionConfiguration"]["Rules"]
        self.assertEqual(rules[0]["ApplyServerSideEncryptionByDefault"], {"SSEAlgorithm": "AES256"})

    def test_log_events_are_kept_and_found(self):
        logs = client("logs")
        logs.create_log_group(logGroupName="g", tags={"made-by": "me"})
        self.assertEqual(code_of(lambda: logs.create_log_group(logGroupName="g")), "ResourceAlreadyExistsException")
        logs.create_log_stream(logGroupName="g", logStreamName="s")
        logs.put_retention_policy(logGroupName="g", retentionInDays=7)
        now = int(time.time() * 1_000)
        place = {"logGroupName": "g", "logStreamName": "s"}
        events = [{"timestamp": now + number, "message": f"line {number}"} for number in range(3)]
        logs.put_log_events(logEvents=events, **place)
        read = logs.get_log_events(startFromHead=True, **place)["events"]
        self.assertEqual([event["message"] for event in read], ["line 0", "line 1", "line 2"])
        found = logs.filter_log_events(logGroupName="g", filterPattern='"line 1"')["events"]
        self.assertEqual([event["message"] for event in found], ["line 1"])
        unordered = list(reversed(events))
        self.assertEqual(code_of(lambda: logs.put_log_events(logEvents=unordered, **place)), "InvalidParameterException")
        group = logs.describe_log_groups(logGroupNamePrefix="g")["logGroups"][0]
        self.assertEqual(group["retentionInDays"], 7)
        logs.delete_log_group(logGroupName="g")
        self.assertEqual(code_of(lambda: logs.get_log_events(**place)), "ResourceNotFoundException")


if __name__ == "__main__":
    unittest.main()
