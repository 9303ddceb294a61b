import { GROWTH } from './growth.ts';
import { JOURNAL } from './journal.ts';
import { LATENCY } from './latency.ts';
import { PACING } from './pacing-section.ts';
import { READING } from './reading-section.ts';
import type { Section } from './section.ts';
import { SENDERS } from './senders.ts';
import { START_UP } from './start-up.ts';

/** The parts of the benchmark, in the order of the report: a new one is a file beside this one, and a name here. */
export const SECTIONS: readonly Section[] = [SENDERS, START_UP, READING, LATENCY, GROWTH, JOURNAL, PACING];
