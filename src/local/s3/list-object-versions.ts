import type { ObjectStore } from '../objects/object-store.ts';
import type { WireReply } from '../service.ts';
import { element, textElement } from '../xml-element.ts';
import { commonElements, encoder, readQuery } from './list-objects.ts';
import { listPage } from './list-page.ts';
import { xmlReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';

/** ListObjectVersions: no bucket here keeps versions, so each object has the one that is called `null` (doc). */
export async function listObjectVersions(
  store: ObjectStore,
  { wire, bucket, query }: S3Request,
): Promise<WireReply> {
  const marker = query.get('key-marker') ?? '';
  const asked = readQuery(query, marker);
  const page = listPage(await store.keys(bucket, asked.prefix), asked);
  const text = encoder(query);
  const versions: string[] = [];
  for (const key of page.keys) {
    const object = await store.get(bucket, key);
    // One that was deleted since the names were read isn't listed.
    if (object === undefined) continue;
    const { etag, size, lastModified } = object;
    versions.push(
      element(
        'Version',
        textElement('Key', text(key)),
        textElement('VersionId', 'null'),
        textElement('IsLatest', true),
        textElement('LastModified', new Date(lastModified).toISOString()),
        textElement('ETag', `"${etag}"`),
        textElement('Size', size),
        textElement('StorageClass', 'STANDARD'),
      ),
    );
  }
  return xmlReply(
    wire,
    'ListVersionsResult',
    commonElements(bucket, asked, page, query),
    textElement('KeyMarker', text(marker)),
    textElement('NextKeyMarker', page.isTruncated ? text(page.last) : undefined),
    textElement('NextVersionIdMarker', page.isTruncated ? 'null' : undefined),
    ...versions,
  );
}
