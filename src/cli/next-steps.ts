import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Three lines to paste: look at an object, the same with faults, the same on a stream of one's own. */
export async function nextSteps(objects: string): Promise<string> {
  const entries = await readdir(objects, { recursive: true, withFileTypes: true });
  const object = entries.find((entry) => entry.isFile());
  const lines = [
    object ? `head -n 3 ${join(object.parentPath, object.name)}` : `ls -R ${objects}`,
    'npx tsx src/scenario.ts --local --faults failed-entries=5%,unavailable=2%,seed=1',
    'npx tsx src/scenario.ts --stream NAME --region REGION',
  ];
  return [
    '',
    'Look at an object, run it with faults, run it on your own stream:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}
