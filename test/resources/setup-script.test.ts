import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deploymentSettings } from '../../resources/cdk-context.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { inCode, readDocument, tableRows } from '../docs/markdown.ts';
import { newFolder } from '../support/folders.ts';

const BASH = '/bin/bash';

/** Runs resources/setup.sh from another folder, with a PATH that has `dirname` and these programs only. */
function setUp(args: readonly string[], programs: Readonly<Record<string, string>> = {}) {
  const path = newFolder();
  symlinkSync('/usr/bin/dirname', join(path, 'dirname'));
  symlinkSync('/bin/cat', join(path, 'cat'));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(path, name), script, { mode: 0o755 });
  const options = { cwd: newFolder(), env: { PATH: path }, encoding: 'utf8' } as const;
  return spawnSync(BASH, [join(packageRoot(), 'resources', 'setup.sh'), ...args], options);
}

const OLD_NODE = '#!/bin/bash\n[ "$1" = --version ] && echo v20.18.9\n[ "$1" != -e ]\n';
const NODE = `#!/bin/bash\nexec ${process.execPath} "$@"\n`;

it.each([
  ['there is no Node.js', [], {}, 'Node.js is missing; install 20.19 or newer.'],
  ['Node.js is old', [], { node: OLD_NODE }, 'Node.js v20.18.9 is too old; install 20.19 or newer.'],
  ['there is no npm', [], { node: NODE }, 'npm is missing; it comes with Node.js.'],
  ['--output names nothing', ['--output'], {}, '--output needs the name of a folder.'],
])('one sentence says that %s', (_what, args, programs, sentence) => {
  const { status, stdout, stderr } = setUp(args, programs);
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `resources/setup.sh: ${sentence}\n`,
  });
});

it('--help tells every setting with its default, and README the same ones', () => {
  const { status, stdout, stderr } = setUp(['--help']);
  expect([status, stderr]).toEqual([0, '']);
  const told = [...stdout.matchAll(/-c (\w+)=(?!VALUE).*?(?:\(([^()]+)\))?$/gm)].slice(1);
  const documented = tableRows(readDocument('README.md'), 'For production').map(
    ([key = '', , value = '']) => [key.match(/\w+(?=`)/)?.[0], inCode(value)],
  );
  expect(told.map(([, key, value]) => [key, value ?? 'none'])).toEqual(documented);
  const settings = deploymentSettings((key) => (key === 'stream' ? 'alerts' : undefined));
  const defaults = Object.values(settings).slice(1);
  expect(defaults.map((value) => String(value ?? 'none'))).toEqual(
    documented.slice(1).map(([, value]) => value),
  );
});
