import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readState, writeState } from '../state-file.ts';

/** The four switches that keep a bucket from the public, by their wire names. */
export const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** Default encryption of a bucket. */
interface Encryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  readonly kmsKeyId?: string;
  readonly bucketKey: boolean;
}

/** What is set on a bucket. */
export interface BucketSettings {
  readonly region: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly encryption: Encryption;
  /** Switches that are on; undefined when the whole configuration was deleted. */
  readonly blocks?: readonly string[];
}

/** The settings of all buckets, a file a bucket. */
export interface SettingsStore {
  read(bucket: string): BucketSettings;
  write(bucket: string, settings: BucketSettings): void;
  remove(bucket: string): void;
}

/** Doc: new buckets are encrypted with AES256 and closed to the public since 2023. */
const NEW: BucketSettings = {
  region: 'us-east-1',
  tags: [],
  encryption: { algorithm: 'AES256', bucketKey: false },
  blocks: BLOCKS,
};

/** Keeps settings in `DIR/state/buckets`; a bucket without a file has those of a new one. */
export function openSettingsStore(dir: string): SettingsStore {
  // Only names of existing buckets come here, and those are names of files as well.
  const fileOf = (bucket: string): string => join(dir, 'state', 'buckets', `${bucket}.json`);
  return {
    read: (bucket) => (readState(fileOf(bucket)) as BucketSettings | undefined) ?? NEW,
    write: (bucket, settings) => writeState(fileOf(bucket), settings),
    remove: (bucket) => rmSync(fileOf(bucket), { force: true }),
  };
}

/** The settings of a bucket that was made in `region` just now. */
export function newSettings(region: string): BucketSettings {
  return { ...NEW, region };
}
