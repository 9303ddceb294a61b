import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/**
 * What a record is made to meet. poison: makes its call fail · cursed: its entry fails at every attempt · too-large,
 * malformed: never sent.
 */
export type RecordKind = 'plain' | 'poison' | 'cursed' | 'too-large' | 'malformed';

/** A record of a drawn input. Texts hold a byte in each character, so that bytes that are no UTF-8 fit in. */
export interface DrawnRecord {
  readonly index: number;
  readonly kind: RecordKind;
  readonly file: string;
  /** Offset of its first byte in its file, in bytes before compression. */
  readonly offset: number;
  /** As it stands in the input. */
  readonly raw: string;
  /** As it is sent. */
  readonly encoded: string;
}

export type Format = 'ndjson' | 'json' | 'lines';

/** How an input is drawn. */
export interface InputShape {
  readonly records: number;
  readonly format: Format;
  readonly delimiter: 'newline' | 'none';
  readonly files: number;
  readonly compression: 'gzip' | 'none';
  /** Largest encoded record in bytes. */
  readonly recordBytes: number;
  /** Longest filling of a usual record, in bytes. */
  readonly padding: number;
  /** Shares of the special kinds. */
  readonly shares: Readonly<Record<Exclude<RecordKind, 'plain'>, number>>;
}

/** Stands in every record, so that a payload in a log is found. */
export const PAYLOAD_MARK = 'payload-';
/** The mark as it stands in base64 at the beginning of a record. */
export const PAYLOAD_MARK_BASE64 = Buffer.from(`{"id":"${PAYLOAD_MARK}`).toString('base64').slice(0, 18);

/** A batch with more culprits in a row is taken for a stream that refuses everything. */
const MOST_POISON = 25;

/** Draws an input, writes its files into the folder and returns its records in order. */
export function writeInput(dice: Dice, folder: string, shape: InputShape): readonly DrawnRecord[] {
  const perFile = Math.ceil(shape.records / shape.files);
  const records: DrawnRecord[] = [];
  const kinds = kindsOf(dice, shape);
  for (let number = 0; number < shape.files; number += 1) {
    const file = join(folder, `input-${number}`);
    const count = Math.min(perFile, shape.records - records.length);
    writeFile(dice, file, shape, kinds.slice(records.length, records.length + count), records);
  }
  return records;
}

function kindsOf(dice: Dice, { records, shares, format }: InputShape): readonly RecordKind[] {
  let poison = 0;
  return Array.from({ length: records }, (_, index): RecordKind => {
    // What the first line is decides what the whole input is taken for.
    if (index < 2) return 'plain';
    if (dice.happens(shares.poison) && poison < MOST_POISON) {
      poison += 1;
      return 'poison';
    }
    if (dice.happens(shares.cursed)) return 'cursed';
    if (dice.happens(shares['too-large'])) return 'too-large';
    return format !== 'json' && dice.happens(shares.malformed) ? 'malformed' : 'plain';
  });
}

function writeFile(
  dice: Dice,
  file: string,
  shape: InputShape,
  kinds: readonly RecordKind[],
  records: DrawnRecord[],
): void {
  const parts: string[] = [];
  let offset = 0;
  const put = (text: string) => {
    parts.push(text);
    offset += text.length;
  };
  if (shape.format === 'json') put('[');
  for (const [place, kind] of kinds.entries()) {
    if (shape.format === 'json') put(place === 0 ? ' ' : dice.pick([',', ',\n', ' , ']));
    const index = records.length;
    const raw = drawRecord(dice, shape, kind, index);
    const encoded = shape.delimiter === 'newline' ? `${raw}\n` : raw;
    records.push({ index, kind, file, offset, raw, encoded });
    put(raw);
    if (shape.format !== 'json') put(dice.pick(['\n', '\n', '\n', '\r\n', '\n\n']));
  }
  if (shape.format === 'json') put('\n]\n');
  const bytes = Buffer.from(parts.join(''), 'latin1');
  writeFileSync(file, shape.compression === 'gzip' ? gzipSync(bytes, { level: 1 }) : bytes);
}

function drawRecord(dice: Dice, shape: InputShape, kind: RecordKind, index: number): string {
  const id = `{"id":"${PAYLOAD_MARK}${index}"`;
  if (kind === 'malformed') return shape.format === 'lines' ? `${id} \xff\xfe` : `${id},broken`;
  const mark = kind === 'poison' || kind === 'cursed' ? `,"mark":"${kind}"` : '';
  const fixed = `${id}${mark},"pad":""}`.length + (shape.delimiter === 'newline' ? 1 : 0);
  return `${id}${mark},"pad":"${'x'.repeat(paddingOf(dice, shape, kind, fixed))}"}`;
}

/** Now and then exactly at the limit, or one byte above it. */
function paddingOf(dice: Dice, shape: InputShape, kind: RecordKind, fixed: number): number {
  const room = shape.recordBytes - fixed;
  if (kind === 'too-large') return room + dice.pick([1, 1, 2, 500]);
  if (dice.happens(0.02) && shape.recordBytes < 10_000) return room;
  return Math.min(room, dice.whole(0, shape.padding));
}
