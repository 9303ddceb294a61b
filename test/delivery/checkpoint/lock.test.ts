import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LockOwner, takeLock } from '../../../src/delivery/checkpoint/lock.ts';
import { newFolder } from '../../support/folders.ts';

const journalFile = () => join(newFolder(), 'journal');
const ownerOf = (file: string): LockOwner => JSON.parse(readFileSync(`${file}.lock`, 'utf8'));

/** The lock of a process that has ended: its number may be somebody else's by now. */
async function lockOfTheDead(file: string, more: Partial<LockOwner> = {}): Promise<void> {
  const unlock = await takeLock(file, 'dead-owner');
  const owner = ownerOf(file);
  await unlock();
  const { pid } = await ended(spawn(process.execPath, ['-e', '']));
  writeFileSync(`${file}.lock`, JSON.stringify({ ...owner, pid, startTime: '1', ...more }));
}

async function ended(child: ChildProcess): Promise<{ pid: number }> {
  const pid = child.pid ?? 0;
  await once(child, 'close');
  return { pid };
}

describe('the lock of a checkpoint', () => {
  it('is held by one process at a time, and can be had again after it is let go of', async () => {
    const file = journalFile();
    const unlock = await takeLock(file, 'dead-owner');
    expect(ownerOf(file)).toMatchObject({ host: hostname(), pid: process.pid });
    await expect(takeLock(file, 'dead-owner')).rejects.toThrow(
      `process ${process.pid} holds it); wait for its owner, or, if it surely has ended, add --take-over.`,
    );
    await unlock();
    expect(readdirSync(dirname(file))).toEqual([]);
    await (await takeLock(file, 'dead-owner'))();
  });

  it('is taken over from a dead owner, and leaves nothing beside it', async () => {
    const file = journalFile();
    await lockOfTheDead(file);
    const unlock = await takeLock(file, 'dead-owner');
    expect(ownerOf(file).pid).toBe(process.pid);
    expect(readdirSync(dirname(file))).toEqual(['journal.lock']);
    await unlock();
  });

  it('is taken over from a process whose number has been given out again', async () => {
    const file = journalFile();
    await lockOfTheDead(file, { pid: process.pid, startTime: '1' });
    await (await takeLock(file, 'dead-owner'))();
  });

  it('is taken over from before the machine was started anew', async () => {
    const file = journalFile();
    const unlock = await takeLock(file, 'dead-owner');
    const owner = ownerOf(file);
    await unlock();
    writeFileSync(`${file}.lock`, JSON.stringify({ ...owner, bootId: 'an earlier one' }));
    await (await takeLock(file, 'dead-owner'))();
  });

  it('of another host is taken over only by force', async () => {
    const file = journalFile();
    await lockOfTheDead(file, { host: 'elsewhere' });
    await expect(takeLock(file, 'dead-owner')).rejects.toThrow('it belongs to elsewhere');
    await (await takeLock(file, 'forced'))();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('without an owner is taken over only by force', async () => {
    const file = journalFile();
    for (const text of ['', '{"pid":', '{}']) {
      writeFileSync(`${file}.lock`, text);
      await expect(takeLock(file, 'dead-owner')).rejects.toThrow('it names no owner');
      await (await takeLock(file, 'forced'))();
    }
  });

  it('of the dead goes to one of many who want it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const file = journalFile();
      await lockOfTheDead(file);
      const takers = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(file, 'dead-owner')));
      expect(takers.filter(({ status }) => status === 'fulfilled').length).toBe(1);
      expect(ownerOf(file).pid).toBe(process.pid);
    }
  });

  it('is a clear refusal where the folder takes no files', async () => {
    await expect(takeLock(join(newFolder(), 'missing', 'journal'), 'dead-owner')).rejects.toThrow(
      /can't be written \(ENOENT\); check the folder/,
    );
  });
});
