import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeBucket } from '../../src/provision/remove-bucket.ts';
import { ACCOUNT_ID } from '../support/resources.ts';
import { type ScriptedS3, startScriptedS3 } from './scripted-s3.ts';

let server: ScriptedS3;
let s3: S3Client;
beforeAll(async () => {
  server = await startScriptedS3();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  s3 = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => server.close());
beforeEach(() => server.play([]));

const remove = (data: 'keep' | 'delete') =>
  removeBucket({ s3, bucketName: 'b-1', accountId: ACCOUNT_ID, data }, () => {});

const version = (key: string, id: string) =>
  `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`;
const marker = (key: string, id: string) =>
  `<DeleteMarker><Key>${key}</Key><VersionId>${id}</VersionId></DeleteMarker>`;
const page = (...entries: string[]) => ({
  status: 200,
  body: `<ListVersionsResult>${entries.join('')}</ListVersionsResult>`,
});
const deleted = { status: 200, body: '<DeleteResult></DeleteResult>' };
const gone = { status: 204, body: '' };
const notEmpty = { status: 409, body: '<Error><Code>BucketNotEmpty</Code></Error>' };

describe('a bucket of ours', () => {
  it('goes with its earlier versions and delete markers', async () => {
    server.play([page(version('a', 'v2'), version('a', 'v1'), marker('b', 'm1')), deleted, page(), gone]);
    expect(await remove('delete')).toEqual({ status: 'removed', note: 'with 3 objects' });
    const [, deletion] = server.calls;
    for (const id of ['v2', 'v1', 'm1']) expect(deletion?.body).toContain(`<VersionId>${id}</VersionId>`);
    expect(server.calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'DELETE']);
  });

  it('that holds nothing but a delete marker has data', async () => {
    server.play([page(marker('b', 'm1'))]);
    expect(await remove('keep')).toMatchObject({ status: 'kept' });
    expect(server.calls).toHaveLength(1);
  });

  it('is emptied again when the stream has delivered once more', async () => {
    server.play([page(), notEmpty, page(version('late', 'null')), deleted, page(), gone]);
    expect(await remove('delete')).toEqual({ status: 'removed', note: 'with 1 object' });
  });

  it('is kept when objects come in faster than they go', async () => {
    const round = [page(), notEmpty];
    server.play([...round, ...round, ...round]);
    expect(await remove('delete')).toMatchObject({
      status: 'kept',
      why: expect.stringContaining('still come in'),
    });
    expect(server.calls).toHaveLength(6);
  });

  it('says which object can’t be deleted, and why', async () => {
    const failed = '<Error><Key>a</Key><Code>AccessDenied</Code><Message>locked</Message></Error>';
    server.play([page(version('a', 'v1')), { status: 200, body: `<DeleteResult>${failed}</DeleteResult>` }]);
    await expect(remove('delete')).rejects.toThrow(
      "Object a of bucket b-1 can't be deleted (s3:DeleteObjects): AccessDenied: locked.",
    );
  });

  it('is asked for as this account’s own in every call', async () => {
    server.play([page(version('a', 'v1')), deleted, page(), gone]);
    await remove('delete');
    expect(server.calls.map(({ owner }) => owner)).toEqual(server.calls.map(() => ACCOUNT_ID));
  });
});
