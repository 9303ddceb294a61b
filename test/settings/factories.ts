import { readMetadata } from '../../src/settings/metadata.ts';
import type { Flags } from '../../src/settings/resolve-options.ts';
import { resolveSettings, type Settings } from '../../src/settings/settings.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';

const METADATA = readMetadata();

type Environment = Readonly<Record<string, string>>;

/** Settings of a run on a stream, with this package's own defaults. */
export function settingsOf(flags: Flags = {}, environment: Environment = {}, metadata = METADATA): Settings {
  return resolveSettings({ flags: { stream: 'alerts', ...flags }, environment, metadata });
}

/** The sentence that refuses these settings; `undefined` where they are taken. */
export function refusalOf(flags: Flags, environment: Environment = {}, metadata = METADATA) {
  try {
    settingsOf(flags, environment, metadata);
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}
