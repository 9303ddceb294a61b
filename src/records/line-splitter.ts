import { isUtf8 } from 'node:buffer';
import { CARRIAGE_RETURN, NEWLINE, SPACE, skipSpace } from './ascii.ts';
import type { BlockBuilder, Rejection } from './block-builder.ts';
import { contentOf, HELD_BYTES } from './carry.ts';
import { ChunkLook, type LinesVerdict } from './chunk-look.ts';
import { FirstLine, opensMoreLines } from './first-line.ts';
import { nameOf } from './input-error.ts';
import { LineCarry } from './line-carry.ts';
import { LineCheck } from './line-check.ts';
import { Slab } from './slab-record.ts';
import { type Splitter, type SplitterSettings, tooLarge } from './splitter.ts';

/** A record a line: JSON values (`ndjson`), or any text (`lines`). */
export class LineSplitter implements Splitter {
  readonly #file: string;
  readonly #start: 'file' | 'record';
  readonly #builder: BlockBuilder;
  readonly #validation: 'on' | 'off';
  readonly #recordBytes: number;
  readonly #kind: 'ndjson' | 'lines';
  readonly #newlineBytes: number;
  readonly #look: ChunkLook;
  readonly #check = new LineCheck();
  readonly #carry: LineCarry;
  readonly #firstLine = new FirstLine();
  /** Offset in the file of the chunk's first byte. */
  #base: number;
  #lineNumber = 1;
  /** What is known of the lines at hand. */
  #verdict: LinesVerdict = 'sound';

  constructor(settings: SplitterSettings, kind: 'ndjson' | 'lines') {
    this.#file = settings.file;
    this.#start = settings.start;
    this.#builder = settings.builder;
    this.#validation = settings.validation;
    this.#recordBytes = settings.recordBytes;
    this.#kind = kind;
    this.#look = new ChunkLook(kind);
    this.#newlineBytes = settings.delimiter === 'newline' ? 1 : 0;
    // What can be sent is held in any case: a dead letter is longer than the longest record.
    this.#carry = new LineCarry(Math.max(HELD_BYTES, settings.recordBytes));
    this.#base = settings.offset;
    // Lines above it have been read, so it is no first line whatever it looks like.
    if (settings.start === 'record') this.#firstLine.settle(settings.builder);
  }

  push(chunk: Buffer): void {
    let start = 0;
    let newline = chunk.indexOf(NEWLINE);
    if (newline >= 0 && this.#carry.isOpen) {
      this.#closeCarried(chunk, newline);
      start = newline + 1;
      newline = chunk.indexOf(NEWLINE, start);
    }
    if (newline >= 0 && this.#validation === 'on')
      this.#verdict = this.#look.look(chunk, start, chunk.lastIndexOf(NEWLINE) + 1);
    const slab = new Slab(this.#file, this.#base, chunk);
    if (newline >= 0) start = this.#lines(slab, start, newline);
    if (start < chunk.length) this.#carryOn(chunk, start);
    this.#base += chunk.length;
  }

  /**
   * Hands on the lines that end in the chunk, and returns where the next one begins. Nothing stands behind the loop:
   * V8 compiles it while it runs for the first time, and would fall back there at each chunk.
   */
  #lines(slab: Slab, first: number, firstNewline: number): number {
    let start = first;
    for (let newline = firstNewline; newline >= 0; newline = slab.bytes.indexOf(NEWLINE, start)) {
      this.#line(slab, start, newline);
      start = newline + 1;
    }
    return start;
  }

  end(): void {
    if (this.#carry.isOpen) this.#closeCarried(Buffer.alloc(0), 0);
    this.#firstLine.settle(this.#builder);
  }

  #carryOn(chunk: Buffer, start: number): void {
    if (!this.#carry.isOpen) this.#carry.offset = this.#base + start;
    this.#carry.append(chunk, start, chunk.length);
  }

  /** Ends the line that began in an earlier chunk with the bytes before `newline`. */
  #closeCarried(chunk: Buffer, newline: number): void {
    this.#carry.append(chunk, 0, newline);
    const { bytes, offset, isBlank } = this.#carry;
    if (bytes.length === 0 || (isBlank && this.#kind === 'ndjson')) {
      this.#builder.skipLine();
    } else if (bytes.length + this.#newlineBytes > this.#recordBytes) {
      this.#rejectTooLarge(offset, bytes.length, bytes.content());
    } else {
      const own = Buffer.allocUnsafeSlow(bytes.length + 1);
      bytes.view().copy(own);
      if (this.#validation === 'on') this.#verdict = 'unknown';
      this.#record(new Slab(this.#file, offset, own), 0, bytes.length);
    }
    this.#carry.clear();
    this.#lineNumber += 1;
  }

  /** A line that stands whole in the chunk. */
  #line(slab: Slab, start: number, newline: number): void {
    const { bytes, offset } = slab;
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    const length = end - start;
    if (length === 0 || this.#isBlank(bytes, start, end)) {
      this.#builder.skipLine();
    } else if (length + this.#newlineBytes > this.#recordBytes) {
      this.#rejectTooLarge(offset + start, length, contentOf(bytes.subarray(start, end)));
    } else {
      this.#record(slab, start, end);
    }
    this.#lineNumber += 1;
  }

  #isBlank(bytes: Buffer, start: number, end: number): boolean {
    if (this.#kind === 'lines' || (bytes[start] as number) > SPACE) return false;
    return skipSpace(bytes, start, end) === end;
  }

  /** Hands a line on; the byte at `end` has been read already, so the newline can be written over it. */
  #record(slab: Slab, start: number, end: number): void {
    if (this.#validation === 'on') {
      if (this.#verdict !== 'sound' && this.#isRejected(slab, start, end)) return;
      this.#firstLine.settle(this.#builder);
    }
    if (this.#newlineBytes === 1) slab.bytes[end] = NEWLINE;
    this.#builder.add(slab, start, end - start + this.#newlineBytes);
  }

  #isRejected({ bytes, offset: base }: Slab, start: number, end: number): boolean {
    const offset = base + start;
    if (this.#verdict === 'unknown' && !isUtf8(bytes.subarray(start, end))) {
      this.#rejectEncoding(offset, bytes.subarray(start, end));
      return true;
    }
    if (this.#kind === 'lines') return false;
    const fault = this.#check.fault(bytes, start, end);
    if (fault === undefined) return false;
    const text = `${this.#where(offset)} isn't JSON: ${fault.message}, at byte ${offset + fault.at - start}.`;
    const rejection = this.#malformed(offset, bytes.subarray(start, end), text);
    const opens = fault.at === end && opensMoreLines(bytes, start, end);
    this.#firstLine.reject(this.#builder, rejection, opens ? 'opens more lines' : 'other');
    return true;
  }

  #rejectEncoding(offset: number, data: Buffer): void {
    const text = `${this.#where(offset)} isn't valid UTF-8; save the file as UTF-8, or send it with --no-validate.`;
    this.#firstLine.settle(this.#builder);
    this.#builder.reject(this.#malformed(offset, data, text));
  }

  #malformed(offset: number, data: Buffer, message: string): Rejection {
    return {
      file: this.#file,
      offset,
      reason: 'malformed',
      message,
      length: data.length,
      content: contentOf(data),
    };
  }

  #rejectTooLarge(offset: number, length: number, content: Rejection['content']): void {
    const message = tooLarge(this.#where(offset), length + this.#newlineBytes, this.#recordBytes);
    this.#firstLine.settle(this.#builder);
    this.#builder.reject({ file: this.#file, offset, reason: 'too-large', message, length, content });
  }

  #where(offset: number): string {
    // Nobody has counted the lines above a start in the middle.
    const line = this.#start === 'file' ? `line ${this.#lineNumber}` : 'a line';
    return `${nameOf(this.#file)}, ${line} (byte ${offset})`;
  }
}
