import type { RunError } from '../../report/run-error.ts';

/** What is looked at, in this order. */
export const CHECK_NAMES = [
  'Region',
  'credentials',
  'endpoint',
  'clock',
  'stream',
  'status',
  'source',
  'put',
  'metrics',
  'quota',
] as const;

/** The name of a check. */
export type CheckName = (typeof CHECK_NAMES)[number];

/** What a check came to. Only `failed` changes the exit code. */
export type Finding =
  | { readonly status: 'ok'; readonly what: string }
  /** The error says what, where and what to do next, and its kind decides the exit code. */
  | { readonly status: 'failed'; readonly error: RunError }
  /** Nobody can tell, and a run may go well all the same. */
  | { readonly status: 'unknown'; readonly what: string; readonly next: string }
  /** Not looked at, because something before it failed, or because nobody asked for it. */
  | { readonly status: 'skipped'; readonly why: string };

/** One line of the examination. */
export interface Check {
  readonly name: CheckName;
  readonly finding: Finding;
}

/** A check that is well, and what it found. */
export const ok = (what: string): Finding => ({ status: 'ok', what });
/** A check that failed, with its remedy. */
export const failed = (error: RunError): Finding => ({ status: 'failed', error });
/** A check that was not made, and why. */
export const skipped = (why: string): Finding => ({ status: 'skipped', why });
