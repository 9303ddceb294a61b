import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

let root: string | undefined;
let folders = 0;

/** Removes all folders that a test file has made. */
export function removeFolders(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
  root = undefined;
}

/** A new, empty folder that is gone when the test file is done. */
export function newFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'scenario-'));
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

/** The same in memory where the system has such a place, for thousands of files; gone when the test is done. */
export function newQuickFolder(): string {
  const shared = '/dev/shm';
  const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder of its own and returns its path. */
export function newFile(content: string | Uint8Array, name = 'input.ndjson'): string {
  const file = join(newFolder(), name);
  writeFileSync(file, content);
  return file;
}
