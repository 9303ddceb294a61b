import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLineFile } from '../../src/delivery/line-file.ts';
import { newFolder } from '../support/folders.ts';

describe('a file of lines', () => {
  it('is made with its first line, for its owner alone', async () => {
    const path = join(newFolder(), 'letters');
    const file = createLineFile(path);
    expect(file.file).toBeUndefined();
    expect(await file.append(['a', 'é'])).toBe(5);
    expect(file.file).toBe(path);
    await file.sync();
    await file.close();
    expect(readFileSync(path, 'utf8')).toBe('a\né\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps the lines of many writers apart and in order', async () => {
    const path = join(newFolder(), 'letters');
    const file = createLineFile(path);
    const lines = Array.from({ length: 200 }, (_, number) => `${number}`.repeat(50));
    const lengths = await Promise.all(lines.map((line) => file.append([line])));
    await file.close();
    expect(readFileSync(path, 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it('never goes over another file, and goes on with its own', async () => {
    const path = join(newFolder(), 'letters');
    writeFileSync(path, 'first\n');
    await expect(createLineFile(path).append(['x'])).rejects.toThrow(/can't be written: EEXIST/);
    const resumed = createLineFile(path, 6);
    expect(await resumed.append(['second'])).toBe(13);
    await resumed.close();
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n');
  });

  it('says what to do when the disk is full', async () => {
    const path = join(newFolder(), 'full');
    symlinkSync('/dev/full', path);
    const file = createLineFile(path, 0);
    await expect(file.append(['x'])).rejects.toMatchObject({
      kind: 'storage',
      code: 'ENOSPC',
      next: 'Make room, or name another file; then send the pending records again.',
    });
    await file.close();
  });
});
