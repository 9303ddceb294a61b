import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/records/input-error.ts';
import { readRecords } from '../../src/records/read-records.ts';
import { READ_DEFAULTS, readAll, readText } from './factories.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** A million bytes: several chunks. */
const MANY = Array.from({ length: 50_000 }, (_, index) => `{"number":${index}}\n`).join('');

async function isOpen(file: string): Promise<boolean> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).includes(file);
}

describe('readRecords', () => {
  it('reads several files one after the other, each in its own format, numbered through', async () => {
    const files = [write('a.json', '[1, 2]'), write('empty.ndjson', ''), write('b.ndjson', '\uFEFF3\nx\n5')];
    const { records, texts, rejected, inputBytes } = await readAll({ files });
    expect(texts).toEqual(['1\n', '2\n', '3\n', '5\n']);
    expect(records.map(({ index, file, offset }) => [index, file, offset])).toEqual([
      [0, files[0], 1],
      [1, files[0], 4],
      [2, files[2], 3],
      [4, files[2], 7],
    ]);
    expect(rejected.map(({ index, offset }) => [index, offset])).toEqual([[3, 5]]);
    expect(inputBytes).toBe(6 + 8);
  });

  it('gives every record of a file of many chunks, at the offset where it stands', async () => {
    const bytes = Buffer.from(MANY);
    const { texts, records } = await readAll({ files: [write('many.ndjson', MANY)] });
    expect(texts.join('')).toBe(MANY);
    const wrong = records.filter(
      ({ data, offset }) => !bytes.subarray(offset, offset + data.length).equals(data),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['an empty input', '', 'the input is empty'],
    ['nothing but empty lines', '\n \r\n\t', 'nothing but empty lines (3)'],
    ['an empty array', ' [ ] ', 'the input holds no record'],
    ['nothing but a byte order mark', '\uFEFF', 'the input holds no record'],
  ])('refuses %s', async (_, text, message) => {
    const { error } = await readText(text);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(`standard input: ${message}`);
  });

  it('refuses several inputs without a record among them', async () => {
    const { error } = await readAll({ files: [write('one', ''), write('two', '\n')] });
    expect(String(error)).toMatch(/one: neither this nor .*two holds a record/);
  });

  it('says what to do about a missing file, a path through a file, and a directory', async () => {
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    const plain = write('plain', '1');
    expect(String((await readAll({ files: [join(folder, 'nowhere')] })).error)).toContain(
      "doesn't exist; check",
    );
    expect(String((await readAll({ files: [join(plain, 'x')] })).error)).toContain(
      'part of its path is a file',
    );
    const { error } = await readAll({ files: [plain, directory] });
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain('is a directory');
  });

  it('says that a file which opens and cannot be read cannot be read', async () => {
    // The first page of a process's memory is never mapped, so reading it fails for everybody, root included.
    const { error, records } = await readAll({ files: ['/proc/self/mem'] });
    expect(records).toEqual([]);
    expect(error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining("can't be read (EIO)"),
    });
  });

  it('closes the file when the consumer stops', async () => {
    const file = write('stopped.ndjson', MANY);
    for await (const _ of readRecords({ ...READ_DEFAULTS, files: [file] })) {
      expect(await isOpen(file)).toBe(true);
      break;
    }
    expect(await isOpen(file)).toBe(false);
  });

  it('reads what is appended while it reads', async () => {
    const file = write('growing.ndjson', MANY);
    let count = 0;
    for await (const block of readRecords({ ...READ_DEFAULTS, files: [file] })) {
      if (count === 0) appendFileSync(file, '"last"\n');
      count += block.records.length;
    }
    expect(count).toBe(50_001);
  });

  it('ends with an error when the file shrinks, and sends no line cut short', async () => {
    const file = write('shrinking.ndjson', MANY);
    const texts: string[] = [];
    const reading = async () => {
      for await (const block of readRecords({ ...READ_DEFAULTS, files: [file], validation: 'off' })) {
        if (texts.length === 0) truncateSync(file, 700_001);
        texts.push(...block.records.map((record) => Buffer.from(record.data).toString()));
      }
    };
    await expect(reading()).rejects.toThrow(
      /shrank while it was read: \d+ bytes at first, 700001 in the end/,
    );
    expect(MANY.startsWith(texts.join(''))).toBe(true);
  });

  it('waits for the writer of a FIFO and reads to its end', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const writer = spawn('sh', ['-c', `cat ${write('piped.ndjson', MANY)} > ${fifo}`]);
    const { texts } = await readAll({ files: [fifo] });
    expect(texts.join('')).toBe(MANY);
    expect(writer.exitCode ?? 0).toBe(0);
  });

  it('stops reading a FIFO that nobody writes to', async () => {
    const fifo = join(folder, 'idle-fifo');
    execFileSync('mkfifo', [fifo]);
    const writer = spawn('sh', ['-c', `exec 3> ${fifo}; printf '1\\n2\\n' >&3; exec sleep 20`]);
    for await (const block of readRecords({ ...READ_DEFAULTS, files: [fifo] })) {
      expect(block.records).toHaveLength(2);
      break;
    }
    writer.kill();
    expect(await isOpen(fifo)).toBe(false);
  });

  it('takes NUL bytes for what they are: no JSON, but text', async () => {
    const { rejected } = await readText('1\n\0\n"\0"\n');
    expect(rejected.map((record) => record.message.includes('byte 0x00'))).toEqual([true, true]);
    expect((await readText('a\0b\n', { format: 'lines' })).texts).toEqual(['a\0b\n']);
  });
});
