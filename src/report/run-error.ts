/**
 * Why a run ended before its time. usage: nothing was sent, the user can mend it · input: the input broke off ·
 * unreachable: no Region, credentials or endpoint · refused: the service refuses the stream or the caller ·
 * given-up: nothing was delivered for too long · storage: a dead letter or receipt can't be written.
 */
export type RunErrorKind = 'usage' | 'input' | 'unreachable' | 'refused' | 'given-up' | 'storage';

/** An end that is not our own fault: one sentence that says what and where, and one that says what to do next. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly kind: RunErrorKind;
  /** A short name for programs, such as the service's error code. */
  readonly code: string;
  /** What to do next. */
  readonly next: string;

  constructor(
    kind: RunErrorKind,
    facts: {
      readonly code: string;
      readonly message: string;
      readonly next: string;
      readonly cause?: unknown;
    },
  ) {
    super(facts.message, { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code;
    this.next = facts.next;
  }
}
