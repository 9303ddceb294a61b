import { measurePacing } from './pacing-cases.ts';
import type { Section } from './section.ts';

const SECONDS = { quick: 10, usual: 30, full: 60 };

/** Whether a run uses its quota and no more. */
export const PACING: Section = {
  name: 'pacing',
  run: async ({ size }) => {
    const results = await measurePacing(SECONDS[size]);
    return {
      title: 'Pacing',
      about: `A run of ${SECONDS[size]} s against the embedded AWS with a quota: what was stored by all producers as a share of it, and what share of the sender's records was throttled, both after the first seconds.`,
      head: ['quota', 'used', 'throttled'],
      rows: results.map(({ name, use, throttled }) => [name, use.toFixed(3), throttled.toFixed(4)]),
      goals: results.flatMap(({ name, use, throttled }) => [
        { what: `${name}: share of the quota used`, reached: use, bound: { atLeast: 0.95 } },
        { what: `${name}: share throttled`, reached: throttled, bound: { atMost: 0.01 } },
      ]),
    };
  },
};
