import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nextSteps } from '../../src/cli/next-steps.ts';
import { newFolder } from '../support/folders.ts';

it('the first of the lines to paste shows an object', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'alerts'));
  writeFileSync(join(folder, 'alerts', 'object'), '1\n2\n3\n4\n');
  const [paste = ''] = /head -n 3.*?object$/ms.exec(await nextSteps(folder)) ?? [];
  expect(execFileSync('/bin/sh', ['-c', paste], { encoding: 'utf8' })).toBe('1\n2\n3\n');
});

it('no line but the name of the object is wider than 80 columns', async () => {
  const wide = (await nextSteps(newFolder())).split('\n').filter((line) => line.length > 80);
  expect(wide.filter((line) => !line.startsWith('  ls -R '))).toEqual([]);
});
