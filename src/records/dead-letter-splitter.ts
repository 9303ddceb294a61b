import { NEWLINE } from './ascii.ts';
import { BlockBuilder } from './block-builder.ts';
import { type DeadLetter, parseDeadLetter } from './dead-letter.ts';
import { nameOf } from './input-error.ts';
import { LineSplitter } from './line-splitter.ts';
import type { EncodedRecord, RejectedRecord } from './record.ts';
import { type Splitter, type SplitterSettings, tooLarge } from './splitter.ts';

/** The longest line that a dead letter can have: a held record of 8 MiB in base64, and the words around it. */
const LINE_BYTES = 12 * 1024 * 1024;

/**
 * A record a dead letter. What was sent and not delivered goes out again byte for byte; what was rejected is rejected
 * again, for the same reason, unless nothing is validated; a damaged line is rejected as it stands.
 */
export class DeadLetterSplitter implements Splitter {
  readonly #settings: SplitterSettings;
  readonly #lines: LineSplitter;
  readonly #read: BlockBuilder;

  constructor(settings: SplitterSettings) {
    this.#settings = settings;
    this.#read = new BlockBuilder(settings.builder.count);
    const lines = {
      delimiter: 'none',
      validation: 'off',
      recordBytes: LINE_BYTES,
      builder: this.#read,
    } as const;
    this.#lines = new LineSplitter({ ...settings, ...lines }, 'lines');
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
    this.#handOn();
  }

  end(): void {
    this.#lines.end();
    this.#handOn();
  }

  #handOn(): void {
    const { records, rejected, skippedLines } = this.#read.take();
    for (let line = 0; line < skippedLines; line += 1) this.#settings.builder.skipLine();
    const lines = [...records, ...rejected].sort((a, b) => a.index - b.index);
    for (const line of lines) {
      if ('reason' in line) this.#rejectLine(line, line.length, line.content);
      else this.#letter(line);
    }
  }

  #letter(line: EncodedRecord): void {
    const { data } = line;
    const letter = parseDeadLetter(Buffer.from(data).toString('utf8'));
    if (letter === undefined) {
      this.#rejectLine(line, data.length, { kind: 'held', data });
    } else if (letter.content.kind === 'reference') {
      const { length, sha256 } = letter.content;
      this.#rejectAgain(line, letter, length, { kind: 'reference', sha256 });
    } else {
      this.#held(line, letter, letter.content.data);
    }
  }

  #held(line: EncodedRecord, letter: DeadLetter, held: Uint8Array): void {
    const { file, builder, recordBytes, validation } = this.#settings;
    if (letter.rejected && validation === 'on') {
      this.#rejectAgain(line, letter, held.length, { kind: 'held', data: held });
      return;
    }
    const data = letter.rejected ? this.#delimited(held) : held;
    if (data.length <= recordBytes) {
      builder.addAgain(file, line.offset, data, letter.origin);
      return;
    }
    const message = tooLarge(this.#where(line), data.length, recordBytes);
    const content = { kind: 'held', data: held } as const;
    const { origin } = letter;
    builder.reject({
      file,
      offset: line.offset,
      reason: 'too-large',
      message,
      length: held.length,
      content,
      origin,
    });
  }

  /** A rejected record lies in its letter as it stood in the input, without its newline. */
  #delimited(data: Uint8Array): Uint8Array {
    const isWhole = this.#settings.delimiter === 'none' || data.at(-1) === NEWLINE;
    return isWhole ? data : Buffer.concat([data, Buffer.of(NEWLINE)]);
  }

  #rejectAgain(
    { offset }: EncodedRecord,
    { origin, rejected }: DeadLetter,
    length: number,
    content: RejectedRecord['content'],
  ): void {
    const { reason = 'too-large', message = 'too large to hold' } = rejected ?? {};
    const { file, builder } = this.#settings;
    builder.reject({ file, offset, reason, message, length, content, origin });
  }

  #rejectLine(
    line: { index: number; offset: number },
    length: number,
    content: RejectedRecord['content'],
  ): void {
    const message = `${this.#where(line)} is damaged: it isn't a dead letter of this program; its line is kept.`;
    const { file, builder } = this.#settings;
    builder.reject({ file, offset: line.offset, reason: 'malformed', message, length, content });
  }

  #where({ index, offset }: { readonly index: number; readonly offset: number }): string {
    return `${nameOf(this.#settings.file)}, dead letter ${index + 1} (byte ${offset})`;
  }
}
