import { always, declare, type ValuesOf } from './option.ts';
import { resolveOptions, type SettingsSources } from './resolve-options.ts';
import { requireStream } from './setup-options.ts';
import { CONNECTION_OPTIONS } from './shared-options.ts';
import { bucketName, streamName, toggle } from './values.ts';

/** Options of `teardown`, which removes what `setup` has made. */
export const TEARDOWN_OPTIONS = {
  stream: declare({
    flag: '--stream',
    group: 'Common',
    type: streamName,
    help: 'Firehose stream to remove',
  }),
  ...CONNECTION_OPTIONS,
  bucket: declare({
    flag: '--bucket',
    group: 'Teardown',
    type: bucketName,
    defaultHelp: "the stream's, firehose-STREAM-ACCOUNT-REGION",
    help: 'bucket of the stream, where setup was given one',
  }),
  deleteData: always({
    flag: '--delete-data',
    group: 'Teardown',
    type: toggle,
    default: 'false',
    help: 'remove the bucket with all that lies in it, earlier versions included',
  }),
  yes: always({
    flag: '--yes',
    group: 'Teardown',
    type: toggle,
    default: 'false',
    help: 'ask nothing; needed where there is no terminal',
  }),
};

/** The options with the stream that they are about. */
export type TearDownOptions = Omit<ValuesOf<typeof TEARDOWN_OPTIONS>, 'stream'> & { readonly stream: string };

/**
 * Settles the options of `teardown`.
 *
 * @throws SettingsError for the first value that isn't allowed, and without a stream.
 */
export function resolveTearDown(sources: SettingsSources): TearDownOptions {
  const values = resolveOptions(TEARDOWN_OPTIONS, sources);
  return { ...values, stream: requireStream(values.stream) };
}
