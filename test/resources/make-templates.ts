import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SETTINGS, synthesize, type Template } from './template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly usual: Template;
    readonly chosen: Template;
  }
}

/** Makes the templates once for all tests, because each takes the CDK seconds. */
export async function setup(project: TestProject): Promise<void> {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'cdk-'))) as [string, string];
  try {
    const [usual, chosen] = await Promise.all([
      synthesize(folders[0], SETTINGS.usual),
      synthesize(folders[1], SETTINGS.chosen),
    ]);
    project.provide('usual', usual);
    project.provide('chosen', chosen);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
}
