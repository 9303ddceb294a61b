import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleScenario } from '../../.build/build.ts';
import { packageRoot } from '../../src/settings/package-root.ts';

/**
 * Bundles the command line once for all tests that start it as a process, as the package has it: a process that
 * compiles the sources first takes a second more of the machine. Returns what removes it.
 */
export async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  await bundleScenario(join(folder, 'dist'));
  cpSync(join(packageRoot(), 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(packageRoot(), 'resources'), join(folder, 'resources'));
  process.env.SCENARIO_BUNDLE = join(folder, 'dist', 'scenario.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
