import { readMetadata } from '../settings/metadata.ts';
import type { SettingsSources } from '../settings/resolve-options.ts';
import { resolveSettings, type Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** How records are sent; each option has the default of the command line. */
export interface SendOptions {
  /** Calls on the wire at once, 1 to 256. @defaultValue 8 */
  readonly inFlight?: number;
  /** Records in a call at most, 1 to 500. @defaultValue 500 */
  readonly batchRecords?: number;
  /** Bytes in a call at most, newlines included, 1 to 4,194,304. @defaultValue 4194304 */
  readonly batchBytes?: number;
  /** Calls that a record may take part in, the first one included, 1 to 1,000. @defaultValue 10 */
  readonly attempts?: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with each call. @defaultValue 100 */
  readonly baseDelayMs?: number;
  /** Upper bound of every wait, in milliseconds. @defaultValue 20000 */
  readonly maxDelayMs?: number;
  /** Time in which nothing is delivered at all and after which the sending stops, 1 to 86,400 seconds. @defaultValue 120 */
  readonly giveUpAfterS?: number;
}

/** Name of each option of the command line whose name in the library follows another rule. */
const NAMES: Readonly<Record<string, string>> = { '--stream': 'streamName', '--bucket': 'bucketName' };

/**
 * Settles how a stream is sent to. Environment variables of the command line say nothing here.
 *
 * @throws SettingsError for the first value that isn't allowed.
 */
export function librarySettings(streamName: string, options: SendOptions = {}): Settings {
  // CloudWatch isn't asked for the stream's quota: who is throttled waits longer.
  const flags = { ...options, stream: streamName, rate: 'none', metricsDeadlineS: 0, putRecordCount: 0 };
  return settled(flags, resolveSettings);
}

/** Settles options by their flags, and names them in errors as a program does: `inFlight` for `--in-flight`. */
export function settled<T>(
  options: Readonly<Record<string, string | number | undefined>>,
  resolve: (sources: SettingsSources) => T,
): T {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const flags = Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
  try {
    return resolve({ flags, environment: {}, metadata: readMetadata() });
  } catch (error) {
    throw error instanceof SettingsError ? renamed(error) : error;
  }
}

/** The same error with the names that a program knows. */
export function renamed(error: SettingsError): SettingsError {
  const message = error.message.replace(/--[a-z][a-z-]*/g, (flag) => NAMES[flag] ?? camelCase(flag));
  return new SettingsError(message, { cause: error });
}

const camelCase = (flag: string) =>
  flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
