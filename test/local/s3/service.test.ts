import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { openObjectStore } from '../../../src/local/objects/object-store.ts';
import { createS3 } from '../../../src/local/s3/service.ts';
import { type ClientSettings, newFolder, serve } from '../serve.ts';

interface Setting {
  readonly client: S3Client;
  readonly settings: ClientSettings;
  readonly folder: string;
}

const Bucket = 'my-bucket';

async function s3(): Promise<Setting> {
  const folder = newFolder();
  const settings = await serve(createS3(openObjectStore(folder), folder));
  const client = new S3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket }));
  return { client, settings, folder };
}

async function put(client: S3Client, ...keys: readonly string[]): Promise<void> {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
}

async function get(client: S3Client, input: Omit<GetObjectCommandInput, 'Bucket'>): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, ...input }));
  return (await Body?.transformToString()) ?? '';
}

test('gives an object back as it was put, with its type, metadata and checksum', async () => {
  const { client } = await s3();
  const Metadata = { origin: 'test' };
  const stored = await client.send(
    new PutObjectCommand({
      Bucket,
      Key: 'logs/a',
      Body: 'hello',
      ContentType: 'text/plain',
      ContentEncoding: 'x',
      Metadata,
    }),
  );
  expect(stored.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  const object = await client.send(new GetObjectCommand({ Bucket, Key: 'logs/a', ChecksumMode: 'ENABLED' }));
  expect(await object.Body?.transformToString()).toBe('hello');
  expect(object).toMatchObject({
    ContentType: 'text/plain',
    ContentEncoding: 'x',
    ContentLength: 5,
    Metadata,
    ETag: stored.ETag,
  });
  expect(object.ChecksumCRC32).toBe('NhCmhg==');
  expect(object.LastModified?.getTime()).toBeGreaterThan(Date.now() - 60_000);
});

test('takes a stream apart that was put in signed or unsigned chunks with a trailer', async () => {
  const { client, settings } = await s3();
  async function* stream() {
    for (let part = 0; part < 3; part += 1) yield Buffer.alloc(70_000, part);
  }
  const Body = Readable.from(stream());
  await client.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: 210_000 }));
  expect(await get(client, { Key: 'streamed' })).toHaveLength(210_000);

  const signed = await fetch(`${settings.endpoint}/${Bucket}/signed`, {
    method: 'PUT',
    headers: {
      'content-encoding': 'gzip,aws-chunked',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '7',
    },
    body: '4;chunk-signature=aa\r\nab\r\n\r\n3;chunk-signature=bb\r\ncde\r\n0;chunk-signature=cc\r\nx-amz-checksum-crc32:FGRcpg==\r\n\r\n',
  });
  expect([signed.status, await signed.text()]).toEqual([200, '']);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'signed' }));
  expect(head).toMatchObject({ ContentLength: 7, ContentEncoding: 'gzip' });
});

test('refuses bytes that are not what the client said of them', async () => {
  const { client, settings } = await s3();
  const attempt = async (headers: Record<string, string>, body = 'hello') => {
    const reply = await fetch(`${settings.endpoint}/${Bucket}/broken`, { method: 'PUT', headers, body });
    return [reply.status, /<Code>(.*?)<\/Code>/.exec(await reply.text())?.[1]];
  };
  expect(await attempt({ 'x-amz-checksum-crc32': 'AAAAAA==' })).toEqual([400, 'BadDigest']);
  expect(await attempt({ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkh==' })).toEqual([400, 'BadDigest']);
  expect(await attempt({ 'content-md5': 'short' })).toEqual([400, 'InvalidDigest']);
  expect(await attempt({ 'x-amz-content-sha256': '0'.repeat(64) })).toEqual([
    400,
    'XAmzContentSHA256Mismatch',
  ]);
  expect(await attempt({ 'content-encoding': 'aws-chunked' }, '5\r\nhel')).toEqual([400, 'IncompleteBody']);
  expect(await attempt({ 'content-encoding': 'aws-chunked' }, 'nonsense')).toEqual([400, 'IncompleteBody']);
  await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'broken' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});

const AWKWARD = [
  ' ',
  'a b',
  'a+b',
  'a%2Fb',
  'a%20b',
  '../x',
  'a/../../x',
  './y',
  '/leading',
  'trailing/',
  'a//b',
  'a',
  'a/b',
  'ümläut/日本語/🚀',
  'quote"<&>\'',
  '?query=1#hash',
  'x'.repeat(1_024),
  'CON:*|\\',
];

test('a key is a name: awkward ones come back from put, get, list and delete, and nothing leaves the folder', async () => {
  const { client, folder } = await s3();
  await put(client, ...AWKWARD);
  for (const Key of AWKWARD) expect(await get(client, { Key })).toBe(`body of ${Key}`);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const inOrder = AWKWARD.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(Contents.map(({ Key }) => Key)).toEqual(inOrder);
  const encoded = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  const decoded = encoded.Contents?.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
  expect(decoded).toEqual(inOrder);
  expect(readdirSync(folder).sort()).toEqual(['objects', 'state']);
  expect(readdirSync(`${folder}/objects`)).toEqual([Bucket]);
  for (const Key of AWKWARD) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteBucketCommand({ Bucket }));
});

test('refuses a key of 1,025 bytes and a path that is no UTF-8', async () => {
  const { client, settings } = await s3();
  await expect(put(client, 'x'.repeat(1_025))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  const reply = await fetch(`${settings.endpoint}/${Bucket}/%ff`);
  expect([reply.status, await reply.text()]).toEqual([
    400,
    expect.stringContaining('<Code>InvalidURI</Code>'),
  ]);
});

test.each([
  ['bytes=0-3', 'body', 'bytes 0-3/9'],
  ['bytes=5-', 'of r', 'bytes 5-8/9'],
  ['bytes=-1', 'r', 'bytes 8-8/9'],
  ['bytes=-99', 'body of r', 'bytes 0-8/9'],
  ['bytes=8-99', 'r', 'bytes 8-8/9'],
  ['bytes=3-1', 'body of r', undefined],
  ['lines=1-2', 'body of r', undefined],
])('reads the range %s', async (Range, expected, ContentRange) => {
  const { client } = await s3();
  await put(client, 'r');
  const object = await client.send(new GetObjectCommand({ Bucket, Key: 'r', Range }));
  expect([await object.Body?.transformToString(), object.ContentRange]).toEqual([expected, ContentRange]);
});

test.each(['bytes=9-', 'bytes=-0'])('refuses the range %s that lies behind the end', async (Range) => {
  const { client } = await s3();
  await put(client, 'r');
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'r', Range }))).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  });
});

test('serves a large and an empty object', async () => {
  const { client } = await s3();
  const large = Buffer.alloc(6_000_000, 'x');
  await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'large' }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true);
  await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  expect(await get(client, { Key: 'empty' })).toBe('');
});

test('keeps the conditions of a read', async () => {
  const { client } = await s3();
  await put(client, 'c');
  const { ETag, LastModified = new Date() } = await client.send(new HeadObjectCommand({ Bucket, Key: 'c' }));
  const earlier = new Date(LastModified.getTime() - 60_000);
  const statusOf = (condition: Partial<GetObjectCommandInput>): Promise<unknown> =>
    client.send(new GetObjectCommand({ Bucket, Key: 'c', ...condition })).then(
      async ({ Body, $metadata }) => {
        await Body?.transformToString();
        return $metadata.httpStatusCode;
      },
      (error) => error.$metadata.httpStatusCode,
    );
  expect(await statusOf({ IfMatch: ETag })).toBe(200);
  expect(await statusOf({ IfMatch: '"other"' })).toBe(412);
  expect(await statusOf({ IfNoneMatch: ETag })).toBe(304);
  expect(await statusOf({ IfNoneMatch: '"other"' })).toBe(200);
  expect(await statusOf({ IfModifiedSince: LastModified })).toBe(304);
  expect(await statusOf({ IfModifiedSince: earlier })).toBe(200);
  expect(await statusOf({ IfUnmodifiedSince: earlier })).toBe(412);
});

test('doesn’t replace an object that was to be new', async () => {
  const { client } = await s3();
  await put(client, 'n');
  const again = new PutObjectCommand({ Bucket, Key: 'n', Body: 'new', IfNoneMatch: '*' });
  await expect(client.send(again)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(await get(client, { Key: 'n' })).toBe('body of n');
});

test('lists with prefix and delimiter, page by page, each name once', async () => {
  const { client } = await s3();
  const keys = ['logs/', 'logs/a/1', 'logs/a/2', 'logs/b', 'logs/c/1', 'logs/d', 'other/x'];
  await put(client, ...keys);
  const names: (string | undefined)[] = [];
  let pages = 0;
  const asked = { Bucket, Prefix: 'logs/', Delimiter: '/', MaxKeys: 1 };
  for await (const page of paginateListObjectsV2({ client }, asked)) {
    pages += 1;
    names.push(
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    );
    expect(page.KeyCount).toBe(1);
  }
  expect(names).toEqual(['logs/', 'logs/a/', 'logs/b', 'logs/c/', 'logs/d']);
  expect(pages).toBe(5);
  const behind = await client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'logs/b' }));
  expect(behind.Contents?.map(({ Key }) => Key)).toEqual(['logs/c/1', 'logs/d', 'other/x']);
});

test('tells size, time and tag of what it lists', async () => {
  const { client } = await s3();
  await put(client, 'k');
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
  expect(Contents?.[0]).toMatchObject({ Size: 9, ETag: head.ETag, StorageClass: 'STANDARD' });
  expect(Contents?.[0]?.LastModified).toBeInstanceOf(Date);
});

test('answers the list of the first version, which goes on from a marker', async () => {
  const { client } = await s3();
  await put(client, 'a', 'b/1', 'b/2', 'c');
  const first = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  expect([first.Contents?.[0]?.Key, first.CommonPrefixes?.[0]?.Prefix, first.NextMarker]).toEqual([
    'a',
    'b/',
    'b/',
  ]);
  const second = await client.send(
    new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: first.NextMarker }),
  );
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(['c']);
  expect(second.IsTruncated).toBe(false);
});

test('refuses a continuation token of somebody else', async () => {
  const { client } = await s3();
  const list = new ListObjectsV2Command({ Bucket, ContinuationToken: 'mine' });
  await expect(client.send(list)).rejects.toMatchObject({ name: 'InvalidArgument' });
});

test('deletes many at once, also what isn’t there, and a thousand at most', async () => {
  const { client } = await s3();
  await put(client, 'a', 'b&<c', 'd');
  const Objects = ['a', 'b&<c', 'missing'].map((Key) => ({ Key }));
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'b&<c', 'missing']);
  const quiet = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'd' }], Quiet: true } }),
  );
  expect(quiet.Deleted ?? []).toEqual([]);
  expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  const tooMany = Array.from({ length: 1_001 }, (_, index) => ({ Key: `k${index}` }));
  const refused = client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: tooMany } }));
  await expect(refused).rejects.toMatchObject({ name: 'MalformedXML' });
});

test('makes, finds, lists and deletes buckets', async () => {
  const { client } = await s3();
  await client.send(new CreateBucketCommand({ Bucket }));
  await put(client, 'full');
  const { Buckets, Owner } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
  expect(Owner?.ID).toHaveLength(64);
  expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
  await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'full' }));
  await client.send(new DeleteBucketCommand({ Bucket }));
  await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(client.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
  await expect(put(client, 'k')).rejects.toThrow('The specified bucket does not exist');
});

test('keeps the Region of a bucket, and refuses a second one outside of us-east-1', async () => {
  const { settings } = await s3();
  const region = 'eu-west-1';
  const client = new S3Client({ ...settings, region });
  const CreateBucketConfiguration = { LocationConstraint: region } as const;
  await client.send(new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration }));
  const location = await client.send(new GetBucketLocationCommand({ Bucket: 'far-away' }));
  expect(location.LocationConstraint).toBe(region);
  expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  const again = client.send(new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration }));
  await expect(again).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  const elsewhere = new CreateBucketCommand({
    Bucket: 'b-2',
    CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
  });
  await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
});

test.each(['ab', 'a..b', 'Upper', '-a-', 'a_b'])('refuses the bucket name %s', async (name) => {
  const { settings } = await s3();
  const reply = await fetch(`${settings.endpoint}/${name}`, { method: 'PUT' });
  expect([reply.status, await reply.text()]).toEqual([
    400,
    expect.stringContaining('<Code>InvalidBucketName</Code>'),
  ]);
});

test('keeps tags, encryption and the public access block of a bucket, also over a restart', async () => {
  const { client, folder } = await s3();
  await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchTagSet',
  });
  const TagSet = [{ Key: 'made-by', Value: 'a & b' }];
  await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  const block = {
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: false,
  };
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
  const Rules = [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k1' },
      BucketKeyEnabled: true,
    },
  ] as const;
  await client.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [...Rules] } }),
  );

  const again = new S3Client(await serve(createS3(openObjectStore(folder), folder)));
  expect((await again.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  expect(
    (await again.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
  ).toEqual(block);
  const { ServerSideEncryptionConfiguration } = await again.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject(Rules);
});

test('starts a bucket closed and encrypted, and forgets its settings with it', async () => {
  const { client, folder } = await s3();
  const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
  const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(
    ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
  ).toBe('AES256');
  await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: '' }] } }));
  await client.send(new DeleteBucketCommand({ Bucket }));
  expect(readdirSync(`${folder}/state/buckets`)).toEqual([]);
  await client.send(new CreateBucketCommand({ Bucket }));
  await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchTagSet',
  });
});

test('takes tags and the public access block away again', async () => {
  const { client } = await s3();
  await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: '' }] } }));
  await client.send(new DeleteBucketTaggingCommand({ Bucket }));
  await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchTagSet',
  });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await expect(client.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchPublicAccessBlockConfiguration',
  });
});

test('answers what it doesn’t have with S3’s own error', async () => {
  const { settings } = await s3();
  for (const path of [`/${Bucket}?acl`, `/${Bucket}/key?uploads`, `/${Bucket}?list-type=2&versions`]) {
    const reply = await fetch(settings.endpoint + path, { method: 'POST' });
    expect([reply.status, await reply.text()]).toEqual([
      501,
      expect.stringContaining('<Code>NotImplemented</Code>'),
    ]);
  }
});

test('lists the one version of every object, page by page', async () => {
  const { client } = await s3();
  await put(client, 'a', 'b/ü', 'c');
  const first = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'b/ü', NextVersionIdMarker: 'null' });
  const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = first;
  const rest = await client.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
  expect(rest.IsTruncated).toBe(false);
  const versions = [first, rest].flatMap(({ Versions = [] }) => Versions);
  expect(versions.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
    ['a', 'null', true],
    ['b/ü', 'null', true],
    ['c', 'null', true],
  ]);
  const Objects = versions.map(({ Key = '', VersionId }) => ({ Key, VersionId }));
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await client.send(new DeleteBucketCommand({ Bucket }));
});

test('refuses whoever expects another owner of the bucket', async () => {
  const { client } = await s3();
  const head = (ExpectedBucketOwner: string) =>
    client.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
  expect((await head('123456789012')).$metadata.httpStatusCode).toBe(200);
  await expect(head('999999999999')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});
