import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../src/delivery/checkpoint/lock.ts';
import { newFolder } from '../../support/folders.ts';

/** The lock of a process that ended before the machine was started anew. */
function leaveStaleLock(file: string): void {
  const owner = { host: hostname(), bootId: 'before', pid: 1, startTime: '1' };
  writeFileSync(`${file}.lock`, JSON.stringify(owner));
}

describe('a dead owner’s lock', () => {
  it('is taken over by one of several that come at nearly the same time', async () => {
    for (let round = 0; round < 60; round += 1) {
      const file = join(newFolder(), 'checkpoint');
      leaveStaleLock(file);
      const attempts = Array.from({ length: 6 }, async (_, late) => {
        for (let turn = 0; turn < late * 2; turn += 1) await setImmediate();
        return takeLock(file, 'dead-owner');
      });
      const results = await Promise.allSettled(attempts);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('that was taken over by force stays with its new owner', async () => {
    const file = join(newFolder(), 'checkpoint');
    const unlock = await takeLock(file, 'dead-owner');
    writeFileSync(`${file}.lock`, JSON.stringify({ host: 'elsewhere', bootId: '', pid: 1, startTime: '' }));
    await unlock();
    expect(existsSync(`${file}.lock`)).toBe(true);
  });
});
