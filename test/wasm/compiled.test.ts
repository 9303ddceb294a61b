import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMPILED, compiledText } from '../../.build/wasm.ts';
import { instantiate } from '../../src/wasm/instance.ts';
import { newFolder } from '../support/folders.ts';
import { asFile } from '../support/input.ts';
import { runCli } from '../support/run-cli.ts';
import { FROM_BUNDLE } from '../support/scenario.ts';

it('is what the sources say', async () => {
  expect(readFileSync(COMPILED, 'utf8')).toBe(await compiledText());
});

it('is no module where the bytes are none', () => {
  expect(instantiate('AAAA')).toBeUndefined();
});

it('is done without where Node.js has no WebAssembly', async () => {
  const folder = newFolder();
  const lines = Array.from({ length: 60_000 }, (_, number) =>
    JSON.stringify({ number, text: 'x'.repeat(60) }),
  );
  writeFileSync(join(folder, 'lines.ndjson'), asFile(lines));
  writeFileSync(join(folder, 'array.json'), `[${lines.join(',')}]`);
  const flags = ['--local', '--verify', '--data', 'lines.ndjson', '--data', 'array.json'];
  const run = await runCli([...flags, '--transport', 'fast', '--output', 'json'], {
    cwd: folder,
    program: ['--jitless', ...FROM_BUNDLE],
  });
  expect([run.code, run.report.ledger.delivered]).toEqual([0, 2 * lines.length]);
});
