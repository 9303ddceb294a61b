import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = join(tmpdir(), 'no-home');

/** Nothing of whoever runs the tests: a home that isn't there, no AWS variables, and no metadata service to ask. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: `${home}/config`,
  AWS_SHARED_CREDENTIALS_FILE: `${home}/credentials`,
};

/** What a run needs to reach an embedded AWS that it didn't start itself. */
export const LOCAL_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
} as const;

/** Puts another environment in the place of this process's own, for as long as the work lasts. */
export async function withEnvironment<T>(
  environment: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  replaceEnvironment(environment);
  return work().finally(() => replaceEnvironment(before));
}

function replaceEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
