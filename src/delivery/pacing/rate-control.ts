/**
 * Finds the share of a quota that can be had, from what is throttled: a throttled call lowers it to what was let
 * through, progress raises it again. It rises flat around the place where throttling began and steeper beyond, as CUBIC
 * does for TCP (RFC 9438), so that the place is kept to closely and a quota that is given back is found soon.
 */
export interface RateControl {
  /** Share of the quota that is used now; 1 is all of it. */
  share(): number;
  /** The sender had to wait for its turn; only then can a higher rate be of use. */
  waited(ms: number): void;
  /** A call was taken as a whole. */
  accepted(sentAt: number): void;
  /**
   * A call was throttled.
   *
   * @param throttled - Share of its records that were, above 0 and up to 1.
   * @returns `lowered`, or `known` where the call was sent before the last lowering, which was the answer to it.
   */
  throttled(throttled: number, sentAt: number, now: number): 'lowered' | 'known';
}

/** The share that no throttling goes below: what is throttled for other reasons than its rate isn't helped by waiting. */
const LOWEST = 0.1;
/** A single call says little of the rate: it lowers the share by half at most. */
const DEEPEST_CUT = 0.5;
/** How far below the place of throttling the share begins to rise again. */
const MARGIN = 0.02;
/** Time until it is there again, in seconds: the shortest, and the longest, where the place is known well. */
const RECOVERY_S = { shortest: 0.5, longest: 1 };
/** Two places of throttling are the same when they are as close as this. */
const SAME_PLACE = 0.2;
/** How fast the share rises beyond the place of throttling: after `n` seconds by this times `n` to the power of 3. */
const STEEPNESS = 0.3;

/** A quota is used up to here, because no two clocks run alike. */
const HIGHEST = 0.985;
/** The same as {@link STEEPNESS} for a quota that may have been raised: slow at first, because few are. */
const CLIMB = 0.003;

/**
 * Makes a control that begins at the highest share.
 *
 * @param quota - known: it is never exceeded · assumed: the stream may have been given more, so more is tried.
 */
export function createRateControl(quota: 'known' | 'assumed'): RateControl {
  let throttledAt = HIGHEST;
  let loweredAt = Number.NEGATIVE_INFINITY;
  let recoveryS = RECOVERY_S.shortest;
  /** Time for which the sender waited with success since the last lowering, in seconds; negative on the way back. */
  let risingS = 0;
  /** The same at the ceiling, and the highest share that was had there. */
  let climbingS = 0;
  let had = HIGHEST;
  let waitedS = 0;
  const ceiling = () => had * (1 + CLIMB * climbingS ** 3);
  const share = () => {
    const rise = risingS < 0 ? MARGIN * (risingS / recoveryS) ** 3 : STEEPNESS * risingS ** 3;
    return Math.min(ceiling(), Math.max(LOWEST, throttledAt * (1 + rise)));
  };
  return {
    share,
    waited: (ms) => {
      waitedS += ms / 1_000;
    },
    accepted: (sentAt) => {
      if (sentAt < loweredAt) return;
      if (risingS < 0 || share() < ceiling()) risingS += waitedS;
      else if (quota === 'assumed') climbingS += waitedS;
      waitedS = 0;
    },
    throttled: (throttled, sentAt, now) => {
      if (sentAt < loweredAt) return 'known';
      const before = throttledAt;
      throttledAt = Math.max(LOWEST, share() * Math.max(DEEPEST_CUT, 1 - throttled));
      const isSamePlace = Math.abs(throttledAt - before) <= SAME_PLACE * before;
      recoveryS = isSamePlace ? Math.min(RECOVERY_S.longest, 2 * recoveryS) : RECOVERY_S.shortest;
      risingS = -recoveryS;
      if (climbingS > 0) had = Math.max(HIGHEST, throttledAt);
      climbingS = 0;
      waitedS = 0;
      loweredAt = now;
      return 'lowered';
    },
  };
}
