. "$(dirname "$0")/common.sh"

aws s3 mb s3://my-bucket >/dev/null
printf 'hello\n' > hello.txt
aws s3 cp --quiet hello.txt 's3://my-bucket/a b/ü+%2F&.txt'
aws s3 cp --quiet hello.txt 's3://my-bucket/a b'
equal content "$(aws s3 cp 's3://my-bucket/a b/ü+%2F&.txt' -)" hello
equal names "$(aws s3 ls --recursive s3://my-bucket | cut -c 32- | tr '\n' '|')" 'a b|a b/ü+%2F&.txt|'
equal prefixes "$(aws s3 ls s3://my-bucket | grep PRE | tr -d ' ')" 'PREab/'
head -c 7000000 /dev/zero > large
aws s3 cp --quiet large s3://my-bucket/large
aws s3 cp --quiet s3://my-bucket/large copy
cmp large copy
equal length "$(aws s3api head-object --bucket my-bucket --key large --query ContentLength)" 7000000

aws s3api put-bucket-tagging --bucket my-bucket --tagging 'TagSet=[{Key=made-by,Value=me}]'
equal tags "$(aws s3api get-bucket-tagging --bucket my-bucket --query 'TagSet[0].Value')" me
equal block "$(aws s3api get-public-access-block --bucket my-bucket --query PublicAccessBlockConfiguration.BlockPublicAcls)" True
aws s3api put-bucket-encryption --bucket my-bucket --server-side-encryption-configuration \
  'Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=AES256}}]'
equal location "$(aws s3api get-bucket-location --bucket my-bucket --query LocationConstraint)" None

refused NoSuchKey aws s3api get-object --bucket my-bucket --key none none
refused NotImplemented aws s3api get-bucket-acl --bucket my-bucket
refused BucketNotEmpty aws s3api delete-bucket --bucket my-bucket
aws s3 rm --quiet --recursive s3://my-bucket
aws s3 rb s3://my-bucket >/dev/null
refused NoSuchBucket aws s3api list-objects-v2 --bucket my-bucket
