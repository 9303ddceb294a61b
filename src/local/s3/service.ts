import type { ObjectStore } from '../objects/object-store.ts';
import { formOf, targetOf } from '../request-names.ts';
import type { Service, WireReply, WireRequest } from '../service.ts';
import * as configuration from './bucket-configuration.ts';
import { openSettingsStore, type SettingsStore } from './bucket-settings.ts';
import { createBucket, deleteBucket, headBucket, listBuckets } from './buckets.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjectVersions } from './list-object-versions.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { operationOf } from './routes.ts';
import { s3Error } from './s3-error.ts';
import { errorReply } from './s3-reply.ts';
import { readS3Request, type S3Request } from './s3-request.ts';

type Operation = (request: S3Request) => WireReply | Promise<WireReply>;

/**
 * S3 in path style, over the object store and with its settings of buckets in `DIR/state/buckets`. Asked last.
 *
 * @param accountId - Owner of every bucket here.
 */
export function createS3(store: ObjectStore, dir: string, accountId = '123456789012'): Service {
  const settings = openSettingsStore(dir);
  const operations = {
    ...bucketOperations(store, settings),
    ...configurationOperations(settings),
    ...objectOperations(store),
  };
  return {
    name: 's3',
    claims: (request) => targetOf(request) === undefined && formOf(request).get('Action') === null,
    operationOf,
    async handle({ request, operation }) {
      const run = operations[operation];
      if (run === undefined) throw s3Error('NotImplemented');
      const read = readS3Request(request);
      if (needsBucket(operation) && !store.hasBucket(read.bucket)) throw s3Error('NoSuchBucket');
      refuseOtherOwner(request, accountId);
      return run(read);
    },
    refuse: errorReply,
    unknownOperation,
  };
}

const needsBucket = (operation: string): boolean => !['CreateBucket', 'ListBuckets'].includes(operation);

/** Doc: a request that expects another owner of its bucket than there is fails with 403. */
function refuseOtherOwner({ headers }: WireRequest, accountId: string): void {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== accountId) throw s3Error('AccessDenied');
}

function bucketOperations(store: ObjectStore, settings: SettingsStore): Readonly<Record<string, Operation>> {
  return {
    ListBuckets: (request) => listBuckets(store, settings, request),
    CreateBucket: (request) => createBucket(store, settings, request),
    HeadBucket: (request) => headBucket(settings, request),
    DeleteBucket: (request) => deleteBucket(store, settings, request),
  };
}

function configurationOperations(settings: SettingsStore): Readonly<Record<string, Operation>> {
  return {
    GetBucketLocation: (request) => configuration.getBucketLocation(settings, request),
    GetBucketTagging: (request) => configuration.getBucketTagging(settings, request),
    PutBucketTagging: (request) => configuration.putBucketTagging(settings, request),
    DeleteBucketTagging: (request) => configuration.deleteBucketTagging(settings, request),
    GetBucketEncryption: (request) => configuration.getBucketEncryption(settings, request),
    PutBucketEncryption: (request) => configuration.putBucketEncryption(settings, request),
    DeleteBucketEncryption: (request) => configuration.deleteBucketEncryption(settings, request),
    GetPublicAccessBlock: (request) => configuration.getPublicAccessBlock(settings, request),
    PutPublicAccessBlock: (request) => configuration.putPublicAccessBlock(settings, request),
    DeletePublicAccessBlock: (request) => configuration.deletePublicAccessBlock(settings, request),
  };
}

function objectOperations(store: ObjectStore): Readonly<Record<string, Operation>> {
  return {
    ListObjects: (request) => listObjects(store, request),
    ListObjectVersions: (request) => listObjectVersions(store, request),
    ListObjectsV2: (request) => listObjectsV2(store, request),
    PutObject: (request) => putObject(store, request),
    GetObject: (request) => getObject(store, request),
    HeadObject: (request) => headObject(store, request),
    DeleteObject: (request) => deleteObject(store, request),
    DeleteObjects: (request) => deleteObjects(store, request),
  };
}

function unknownOperation(_request: WireRequest) {
  return s3Error('NotImplemented');
}
