import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Three lines to paste: look at an object, the same with faults, the same on a stream of one's own. */
export async function nextSteps(objects: string): Promise<string> {
  const entries = await readdir(objects, { recursive: true, withFileTypes: true });
  const object = entries.find((entry) => entry.isFile());
  const lines = [
    // A name of 80 columns and more is broken where a shell reads on.
    object ? `head -n 3 \\\n  ${join(object.parentPath, object.name)}` : `ls -R ${objects}`,
    'npx tsx src/scenario.ts --local --faults failed-entries=5%,unavailable=2%',
    'npx tsx src/scenario.ts --stream NAME --region REGION',
  ];
  return [
    '',
    'Look at an object, run it with faults, run it on your own stream:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}
