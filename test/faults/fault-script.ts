import type { Dice } from './dice.ts';

/** How a run under a script may end. */
export interface DrawnFaults {
  /** As `--faults` and the embedded AWS read it. */
  readonly text: string;
  /** none: the run ends by itself · refused: an order ends it with 254 · outage: nothing is taken any more. */
  readonly ending: 'none' | 'refused' | 'outage';
  /** A reply comes later than the client waits, so the client may wait only so long, in milliseconds. */
  readonly requestTimeoutMs: number | undefined;
}

type Draw = (dice: Dice) => string;

const share = (dice: Dice, most: number) => `${(1 + dice.next() * (most - 1)).toFixed(1)}%`;
const burst = (dice: Dice, longest: number) => {
  const first = dice.whole(1, 40);
  return `${first}-${first + dice.whole(0, longest)}`;
};
const some = (dice: Dice, most: number) => (dice.happens(0.5) ? share(dice, most) : burst(dice, 12));
const ENTRY_CODES = [
  'ServiceUnavailableException',
  'InternalFailure',
  'ThrottlingException',
  'NeverSeenBefore',
] as const;

/** Faults after which the records are sent again until they are delivered or have spent their attempts. */
const RETRIED: readonly [Draw, ...Draw[]] = [
  (dice) => `failed-entries=${share(dice, 30)}:code=${dice.pick(ENTRY_CODES)}`,
  (dice) => `failed-entries=${burst(dice, 6)}:code=${dice.pick(ENTRY_CODES)}`,
  (dice) => `unavailable=${some(dice, 20)}`,
  (dice) => `internal-failure=${some(dice, 10)}`,
  (dice) => `throttled=${some(dice, 20)}`,
  (dice) => `clock-skew=${dice.pick(['all', '1-', burst(dice, 10)])}:ms=${dice.pick([400_000, 900_000])}`,
  (dice) => `error=${share(dice, 8)}:code=RequestTimeout:status=400`,
  (dice) => `error=${share(dice, 8)}:code=NeverSeenBefore:status=500:stored=${dice.pick(['yes', 'no'])}`,
  (dice) => `html=${some(dice, 10)}:status=${dice.pick([500, 502, 504])}:stored=${dice.pick(['yes', 'no'])}`,
  (dice) => `html=${share(dice, 10)}:status=${dice.pick([429, 503])}`,
  (dice) => `bare-413=${dice.whole(1, 20)}|${dice.whole(21, 60)}`,
  (dice) => `reset-before=${some(dice, 12)}`,
  (dice) => `reset-after=${some(dice, 12)}`,
  (dice) => `empty-reply=${some(dice, 12)}`,
  (dice) => `short-reply=${some(dice, 12)}${dice.pick(['', ':keep=0', ':keep=1'])}`,
  (dice) => `contradict=${some(dice, 12)}${dice.pick(['', ':count=0', ':count=3', ':count=501'])}`,
  (dice) => `truncated=${some(dice, 12)}`,
  (dice) => `cut=${some(dice, 12)}`,
  (dice) => `slow=${share(dice, 15)}:ms=${dice.whole(1, 15)}`,
  (dice) => `expired-token=${dice.whole(1, 30)}`,
];

/** Faults of the objects, which no sender should notice. */
const OF_OBJECTS: readonly [Draw, ...Draw[]] = [
  () => 'disk-full=1',
  () => 'delivered-twice=1',
  () => 'delivered-late=1:ms=5',
  () => 'delivered-to-errors=1:code=Lambda.FunctionError',
];

/** Orders that every further call would meet as well, so that the run ends. */
const ENDING: readonly [Draw, ...Draw[]] = [
  (dice) => `access-denied=${dice.whole(2, 30)}:times=1`,
  (dice) => `error=${dice.whole(2, 30)}:code=InvalidKMSResourceException:times=1`,
  (dice) => `error=${dice.whole(2, 30)}:code=ResourceNotFoundException:times=1`,
  (dice) => `error=${dice.whole(2, 30)}:code=InvalidSourceException:times=1`,
];

/** For the records that the input marks as poison. */
const POISON: readonly [Draw, ...Draw[]] = [
  () => 'poison:contains="poison":code=ValidationException',
  () => 'poison:contains="poison":code=InvalidArgumentException:message=Records size exceeds 4 MB limit',
  () => 'poison:contains="poison":code=TooLarge:status=413',
];
/** By PutRecord the code is that of the whole call, where one that nobody knows would end the run. */
const CURSED = 'failed-entries:contains="cursed":code=InternalFailure';

/** The first question about the stream has to be answered in this time too, on a busy machine as well. */
const SLOW_TIMEOUT_MS = 800;

/** Draws what goes wrong in a run. */
export function drawFaults(dice: Dice): DrawnFaults {
  const orders = Array.from({ length: dice.whole(0, 4) }, () => dice.pick(RETRIED)(dice));
  orders.push(dice.pick(POISON)(dice), CURSED);
  if (dice.happens(0.2)) orders.push(dice.pick(OF_OBJECTS)(dice));
  const ending = dice.happens(0.1) ? 'refused' : dice.happens(0.04) ? 'outage' : 'none';
  // Orders at the door are asked in turn, so what ends the run has to come first.
  if (ending === 'refused') orders.unshift(dice.pick(ENDING)(dice));
  if (ending === 'outage') orders.unshift(`unavailable=${dice.whole(1, 30)}-`);
  const isLate = dice.happens(0.1);
  if (isLate) orders.push(`slow=${share(dice, 4)}:ms=${SLOW_TIMEOUT_MS * 2}`);
  return {
    text: [...orders, `seed=${dice.whole(0, 1_000_000)}`].join(','),
    ending,
    requestTimeoutMs: isLate ? SLOW_TIMEOUT_MS : undefined,
  };
}
