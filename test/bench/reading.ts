import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { collecting } from '../../src/delivery/garbage.ts';
import { batches } from '../../src/records/batches.ts';
import { readRecords } from '../../src/records/read-records.ts';
import type { RecordBlock } from '../../src/records/record.ts';
import { type InputForm, inputText } from './reading-input.ts';

/**
 * How fast input becomes batches, with nothing sent: `npx tsx test/bench/reading.ts`. The runs of all loads take turns,
 * so that a slow moment of the machine doesn't fall on one of them.
 */
const INPUT_BYTES = 64_000_000;
const ROUNDS = 7;
const LIMITS = { records: 500, bytes: 4_194_304 };

/** Figures of one load; of compressed input the decompressed bytes count. */
export interface ReadingRow {
  readonly load: string;
  readonly bestMBs: number;
  readonly medianMBs: number;
  /** MB for each second of the processor, all threads included: what doesn't depend on who else is busy. */
  readonly bestMBsOfCpu: number;
}

interface Load {
  readonly name: string;
  readonly form: InputForm;
  readonly recordBytes: 77 | 1_000;
  readonly validation: 'on' | 'off';
  readonly compression?: 'gzip';
}

const LOADS: readonly Load[] = [
  ...([77, 1_000] as const).flatMap((recordBytes): Load[] => [
    { name: 'NDJSON, not validated', form: 'ndjson', recordBytes, validation: 'off' },
    { name: 'NDJSON', form: 'ndjson', recordBytes, validation: 'on' },
    { name: 'array, compact', form: 'array', recordBytes, validation: 'on' },
    { name: 'array, indented', form: 'indented array', recordBytes, validation: 'on' },
  ]),
  { name: 'NDJSON, gzip', form: 'ndjson', recordBytes: 77, validation: 'on', compression: 'gzip' },
];

/** Measures all loads on this machine; takes a minute or so, and 0.6 GB in a temporary folder meanwhile. */
export async function benchReading(): Promise<readonly ReadingRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reading-'));
  try {
    const runs = [...LOADS.map((load) => fileRun(folder, load)), batcherRun()];
    const figures = runs.map((): Figures[] => []);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [place, { run }] of runs.entries()) figures[place]?.push(await timed(run));
    return runs.map(({ name }, place) => rowOf(name, figures[place] ?? []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly name: string;
  /** Runs once, and returns the bytes that came out. */
  run(): Promise<number>;
}

function fileRun(folder: string, { name, form, recordBytes, validation, compression }: Load): Run {
  const file = join(folder, `${form} ${recordBytes} ${compression ?? ''}`);
  const text = inputText(form, recordBytes, INPUT_BYTES);
  writeFileSync(file, compression ? gzipSync(text, { level: 6 }) : text);
  const format = form === 'ndjson' ? 'ndjson' : 'json';
  const options = {
    files: [file],
    format,
    delimiter: 'newline',
    validation,
    recordBytes: 1_024_000,
  } as const;
  const bytes = text.length;
  return {
    name: `${name}, ${recordBytes} B`,
    run: async () => {
      await drained(readRecords(options));
      return bytes;
    },
  };
}

/** The batcher alone: records that lie in memory. */
function batcherRun(): Run {
  const data = new Uint8Array(77);
  const records = Array.from({ length: 3_000 }, (_, index) => {
    return { index, file: '-', offset: index * data.length, data, length: data.length };
  });
  const block: RecordBlock = { records, rejected: [], skippedLines: 0, inputBytes: 0 };
  const blocks = Math.round(INPUT_BYTES / (records.length * data.length));
  async function* repeated(): AsyncGenerator<RecordBlock> {
    for (let turn = 0; turn < blocks; turn += 1) yield block;
  }
  return { name: 'batcher alone, 77 B', run: () => drained(repeated()) };
}

async function drained(blocks: AsyncIterable<RecordBlock>): Promise<number> {
  let sum = 0;
  for await (const { bytes } of batches(collecting(blocks), LIMITS)) sum += bytes;
  return sum;
}

interface Figures {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

async function timed(run: () => Promise<number>): Promise<Figures> {
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const bytes = await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuStart);
  return { perSecond: bytes / ms / 1_000, perCpuSecond: bytes / (user + system) };
}

function rowOf(load: string, figures: readonly Figures[]): ReadingRow {
  const speeds = figures.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  const bestMBsOfCpu = Math.max(...figures.map(({ perCpuSecond }) => perCpuSecond));
  return { load, bestMBs: speeds.at(-1) ?? 0, medianMBs: speeds[speeds.length >> 1] ?? 0, bestMBsOfCpu };
}

function table(rows: readonly ReadingRow[]): string {
  const lines = rows.map(({ load, bestMBs, medianMBs, bestMBsOfCpu }) => {
    return `| ${load} | ${[bestMBs, medianMBs, bestMBsOfCpu].map(Math.round).join(' | ')} |`;
  });
  const head = [
    '| reading into batches | best MB/s | median MB/s | best MB a CPU second |',
    '|---|---|---|---|',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.stdout.write(table(await benchReading()));
