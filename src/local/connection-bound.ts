import { readFileSync } from 'node:fs';

const MOST = 20_000;
/** Where the system doesn't say what it allows; macOS gives a process at least this many descriptors once Node has asked. */
const CAREFUL = 2_000;
/** Left for buffers, objects and state: a server that can't open its files any more would lose records. */
const FOR_FILES = 512;

/** How many connections may be open at once, by the number of open files that the system allows (Linux tells). */
export function mostConnections(): number {
  const openFiles = Number(/^Max open files\s+(\d+)/m.exec(readLimits())?.[1]);
  return Number.isNaN(openFiles) ? CAREFUL : Math.max(16, Math.min(MOST, openFiles - FOR_FILES));
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Not Linux: the careful number holds.
    return '';
  }
}
