import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFile, newFolder } from './support/folders.ts';
import { runCli } from './support/run-cli.ts';

/** Every file in a folder, with the time of its last change. */
function filesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return `${path} ${statSync(path, { bigint: true }).mtimeNs}`;
  });
}

const ARGS = (data: string) => ['--stream', 'alerts', '--dry-run', '--region', 'us-east-1', '--data', data];

it('serves the next process, also after one that read so much that it collected garbage', async () => {
  const NODE_COMPILE_CACHE = newFolder();
  const data = newFile('{"number":1,"text":"some words"}\n'.repeat(600_000));
  const read = () => runCli(ARGS(data), { environment: { NODE_COMPILE_CACHE } });
  expect((await read()).code).toBe(0);
  const kept = filesIn(NODE_COMPILE_CACHE);
  expect(kept).not.toEqual([]);
  expect((await read()).code).toBe(0);
  expect(filesIn(NODE_COMPILE_CACHE)).toEqual(kept);
});
