import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { SettingsError } from '../../settings/settings-error.ts';

/** Who holds a checkpoint. A process id alone is no name: it is given out again. */
export interface LockOwner {
  readonly host: string;
  /** Names the time since the machine was started; empty where the system doesn't tell. */
  readonly bootId: string;
  readonly pid: number;
  /** When the process was started, in the system's own ticks; empty where the system doesn't tell. */
  readonly startTime: string;
}

/**
 * Takes the lock of a checkpoint, so that two processes never send the same input. A dead owner's lock is taken over.
 *
 * @param takeOver - `forced` takes over another machine's lock as well, which nobody can see alive or dead from here.
 * @returns What lets go of the lock.
 * @throws SettingsError where somebody else holds it.
 */
export async function takeLock(
  file: string,
  takeOver: 'dead-owner' | 'forced',
): Promise<() => Promise<void>> {
  const lockFile = `${file}.lock`;
  const owner = thisProcess();
  if (!(await create(lockFile, owner))) {
    await removeStale(lockFile, takeOver);
    if (!(await create(lockFile, owner))) throw held(lockFile, 'another process was faster');
  }
  return () => letGo(lockFile, owner);
}

async function create(lockFile: string, owner: LockOwner): Promise<boolean> {
  // Written whole before it has its name, otherwise a crash in between leaves a lock that names no owner.
  const draft = `${lockFile}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
    await link(draft, lockFile);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new SettingsError(`--checkpoint: ${lockFile} can't be written (${code}); check the folder.`, {
      cause: error,
    });
  } finally {
    await unlink(draft).catch(() => {});
  }
}

/** Somebody who took the lock over by force keeps it. */
async function letGo(lockFile: string, owner: LockOwner): Promise<void> {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  if (text === JSON.stringify(owner)) await unlink(lockFile);
}

async function removeStale(lockFile: string, takeOver: 'dead-owner' | 'forced'): Promise<void> {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  const owner = parseOwner(text);
  if (takeOver !== 'forced') {
    // A lock without an owner was cut off while it was written, or is being written now.
    if (owner === undefined) throw held(lockFile, 'it names no owner');
    if (owner.host !== hostname()) throw held(lockFile, `it belongs to ${owner.host}`);
    if (isAlive(owner)) throw held(lockFile, `process ${owner.pid} holds it`);
  }
  // Only one process can give the old lock this second name, so only one removes it.
  const claim = `${lockFile}.${owner?.pid ?? 0}-${owner?.startTime ?? 0}`;
  if (takeOver === 'forced') await unlink(claim).catch(() => {});
  await link(lockFile, claim).catch(() => {
    throw held(lockFile, 'another process is taking it over');
  });
  // Somebody who was faster may be through with it: then this second name is of a living owner's lock.
  const isTheSame = (await readFile(claim, 'utf8').catch(() => '')) === text;
  if (isTheSame) await unlink(lockFile);
  await unlink(claim);
  if (!isTheSame) throw held(lockFile, 'another process was faster');
}

function held(lockFile: string, why: string): SettingsError {
  return new SettingsError(
    `--checkpoint: ${lockFile} is held (${why}); wait for its owner, or, if it surely has ended, add --take-over.`,
  );
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const owner: LockOwner = JSON.parse(text);
    return typeof owner.pid === 'number' && typeof owner.host === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}

function thisProcess(): LockOwner {
  return { host: hostname(), bootId: bootId(), pid: process.pid, startTime: startTimeOf(process.pid) };
}

function isAlive(owner: LockOwner): boolean {
  if (owner.bootId !== bootId()) return false;
  if (owner.startTime !== '') return startTimeOf(owner.pid) === owner.startTime;
  try {
    return process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string {
  return readOr('/proc/sys/kernel/random/boot_id', '').trim();
}

/** Field 22 of /proc/PID/stat, counted behind the process's name, which may hold spaces and brackets. */
function startTimeOf(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`, '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}
