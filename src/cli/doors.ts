/**
 * The commands and what few of them need, each behind a lazy import: help, usage errors and dry runs end before the SDK,
 * the logger or the embedded AWS would have been loaded, and a plain run doesn't wait for the clients of S3, IAM or Logs.
 * There are two more doors: to the embedded AWS in local.ts, and to the pretty log lines in logger.ts.
 */
export const DOORS = {
  run: () => import('./run.ts'),
  dryRun: () => import('./dry-run.ts'),
  local: () => import('./serve.ts'),
  doctor: () => import('./doctor.ts'),
  read: () => import('./read.ts'),
  setup: () => import('./setup.ts'),
  teardown: () => import('./teardown.ts'),
  /** The stream of a run with `--local` that isn't there yet. */
  setUpLocal: () => import('./set-up-local.ts'),
  verification: () => import('./verify-run.ts'),
} as const;
