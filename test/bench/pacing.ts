import { markdownOf, measurePacing } from './pacing-cases.ts';

/**
 * How well a run keeps to a quota: `npx tsx test/bench/pacing.ts [SECONDS]`. Each case has an embedded AWS and a sender,
 * both processes of their own, for 25 seconds or as many as are given.
 */
process.stdout.write(markdownOf(await measurePacing(Number(process.argv[2] ?? 25))));
