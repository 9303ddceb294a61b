import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalOptionError } from './local-option-error.ts';
import { readState } from './state-file.ts';

const heldHere = new Set<string>();

/**
 * Takes the state folder for this process, otherwise two servers would write over each other's state.
 * The lock of a process that was killed counts for nothing. Returns what gives the folder back.
 */
export function lockFolder(dir: string): () => void {
  const file = join(dir, 'state', 'server.pid');
  mkdirSync(join(dir, 'state'), { recursive: true });
  const holder = readHolder(file);
  if (heldHere.has(dir) || (holder !== undefined && holder !== process.pid && isAlive(holder))) {
    throw new LocalOptionError(
      `Another embedded AWS (process ${holder}) keeps its state in ${dir}; stop it, or choose another folder.`,
    );
  }
  writeFileSync(file, `${process.pid}\n`);
  heldHere.add(dir);
  return () => {
    heldHere.delete(dir);
    rmSync(file, { force: true });
  };
}

function readHolder(file: string): number | undefined {
  const holder = readState(file);
  return typeof holder === 'number' && holder > 0 ? holder : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
