import { fileURLToPath } from 'node:url';

/** What Node is given to run the command line from its sources, as `npx tsx src/scenario.ts` does. */
export const FROM_SOURCES: readonly string[] = [
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL('../../src/scenario.ts', import.meta.url)),
];

const bundle = process.env.SCENARIO_BUNDLE;

/** What Node is given to run the command line as the package has it, or from its sources where nobody has bundled it. */
export const FROM_BUNDLE: readonly string[] = bundle === undefined ? FROM_SOURCES : [bundle];
