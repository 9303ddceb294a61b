import type { WireReply } from '../service.ts';
import { element, textElement } from '../xml-element.ts';
import { BLOCKS, type BucketSettings, type SettingsStore } from './bucket-settings.ts';
import { invalidArgument, s3Error } from './s3-error.ts';
import { emptyReply, xmlReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';
import { readBody } from './xml-body.ts';
import { childOf, childrenOf, childText } from './xml-input.ts';

const MOST_TAGS = 50;
const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** GetBucketLocation; us-east-1 is told by an empty element (doc). */
export function getBucketLocation(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  const { region } = settings.read(bucket);
  return xmlReply(wire, 'LocationConstraint', region === 'us-east-1' ? '' : region);
}

/** GetBucketTagging. */
export function getBucketTagging(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  const { tags } = settings.read(bucket);
  if (tags.length === 0) throw s3Error('NoSuchTagSet');
  const elements = tags.map(([key, value]) =>
    element('Tag', textElement('Key', key), textElement('Value', value)),
  );
  return xmlReply(wire, 'Tagging', element('TagSet', ...elements));
}

/** PutBucketTagging puts the whole set in the place of the old one. */
export function putBucketTagging(settings: SettingsStore, request: S3Request): WireReply {
  const set = childOf(readBody(request, 'Tagging'), 'TagSet');
  const tags = childrenOf(set, 'Tag').map(
    (tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? ''] as const,
  );
  if (set === undefined || tags.length > MOST_TAGS) throw s3Error('MalformedXML');
  if (tags.some(([key, value]) => key.length < 1 || key.length > 128 || value.length > 256)) {
    throw invalidArgument('A tag key has 1 to 128 characters, and a tag value at most 256.');
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw s3Error('MalformedXML', 'Cannot provide multiple Tags with the same key');
  }
  return change(settings, request, { tags });
}

/** DeleteBucketTagging. */
export function deleteBucketTagging(settings: SettingsStore, request: S3Request): WireReply {
  return change(settings, request, { tags: [] }, 204);
}

/** GetBucketEncryption: there is always one (doc: since 2023 every bucket has AES256 at least). */
export function getBucketEncryption(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  const { algorithm, kmsKeyId, bucketKey } = settings.read(bucket).encryption;
  const byDefault = element(
    'ApplyServerSideEncryptionByDefault',
    textElement('SSEAlgorithm', algorithm),
    textElement('KMSMasterKeyID', kmsKeyId),
  );
  const rule = element('Rule', byDefault, textElement('BucketKeyEnabled', bucketKey));
  return xmlReply(wire, 'ServerSideEncryptionConfiguration', rule);
}

/** PutBucketEncryption. */
export function putBucketEncryption(settings: SettingsStore, request: S3Request): WireReply {
  const rule = childOf(readBody(request, 'ServerSideEncryptionConfiguration'), 'Rule');
  const byDefault = childOf(rule, 'ApplyServerSideEncryptionByDefault');
  const algorithm = childText(byDefault, 'SSEAlgorithm') ?? '';
  if (!ALGORITHMS.includes(algorithm)) throw s3Error('MalformedXML');
  const kmsKeyId = childText(byDefault, 'KMSMasterKeyID');
  const bucketKey = childText(rule, 'BucketKeyEnabled') === 'true';
  return change(settings, request, {
    encryption: { algorithm, bucketKey, ...(kmsKeyId !== undefined && { kmsKeyId }) },
  });
}

/** DeleteBucketEncryption goes back to AES256. */
export function deleteBucketEncryption(settings: SettingsStore, request: S3Request): WireReply {
  return change(settings, request, { encryption: { algorithm: 'AES256', bucketKey: false } }, 204);
}

/** GetPublicAccessBlock. */
export function getPublicAccessBlock(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  const { blocks } = settings.read(bucket);
  if (blocks === undefined) throw s3Error('NoSuchPublicAccessBlockConfiguration');
  const elements = BLOCKS.map((name) => textElement(name, blocks.includes(name)));
  return xmlReply(wire, 'PublicAccessBlockConfiguration', ...elements);
}

/** PutPublicAccessBlock; a switch that isn't named is off. */
export function putPublicAccessBlock(settings: SettingsStore, request: S3Request): WireReply {
  const root = readBody(request, 'PublicAccessBlockConfiguration');
  return change(settings, request, {
    blocks: BLOCKS.filter((name) => childText(root, name)?.trim() === 'true'),
  });
}

/** DeletePublicAccessBlock. */
export function deletePublicAccessBlock(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  const { blocks: _, ...others } = settings.read(bucket);
  settings.write(bucket, others);
  return emptyReply(wire, 204);
}

function change(
  settings: SettingsStore,
  { wire, bucket }: S3Request,
  changed: Partial<BucketSettings>,
  status = 200,
): WireReply {
  settings.write(bucket, { ...settings.read(bucket), ...changed });
  return emptyReply(wire, status);
}
