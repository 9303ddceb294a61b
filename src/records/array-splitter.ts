import { isUtf8 } from 'node:buffer';
import { brokenOff, noArray, syntaxError, textBehind } from './array-faults.ts';
import { CLOSE_BRACKET, COMMA, NEWLINE, OPEN_BRACKET, skipSpace } from './ascii.ts';
import type { BlockBuilder } from './block-builder.ts';
import { contentOf } from './carry.ts';
import { closeGaps } from './close-gaps.ts';
import { Compactor } from './compactor.ts';
import { ElementCarry } from './element-carry.ts';
import { ElementsLook, type LookPace } from './elements-look.ts';
import { type InputError, nameOf } from './input-error.ts';
import { JsonScanner } from './json-scanner.ts';
import type { RejectedRecord, RejectReason } from './record.ts';
import { Slab } from './slab-record.ts';
import { type Splitter, type SplitterSettings, tooLarge } from './splitter.ts';
import { isSoundUtf8 } from './utf8.ts';

/** Where the reading of an array stands. */
type Place =
  | 'before the array'
  | 'first element'
  | 'element'
  | 'inside'
  | 'behind element'
  | 'behind the array';

/** A record an element of one JSON array, compacted: white space outside strings goes, every other byte stays. */
export class ArraySplitter implements Splitter {
  readonly #file: string;
  readonly #start: 'file' | 'record';
  readonly #builder: BlockBuilder;
  readonly #validation: 'on' | 'off';
  readonly #recordBytes: number;
  readonly #newlineBytes: number;
  readonly #scanner = new JsonScanner();
  readonly #compactor = new Compactor();
  readonly #carry: ElementCarry;
  readonly #look: ElementsLook;
  #place: Place = 'before the array';
  /** Offset in the file of the chunk's first byte. */
  #base: number;
  /** The chunk at hand. */
  #slab: Slab;
  #elementOffset = 0;
  #elementNumber = 0;
  /** Whether the bytes at hand are known to be UTF-8, or have to be looked at element by element. */
  #encoding: 'sound' | 'unknown' = 'unknown';

  /** @param pace - When many elements are looked at at once. */
  constructor(settings: SplitterSettings, pace?: LookPace) {
    this.#file = settings.file;
    this.#start = settings.start;
    this.#builder = settings.builder;
    this.#validation = settings.validation;
    this.#recordBytes = settings.recordBytes;
    this.#newlineBytes = settings.delimiter === 'newline' ? 1 : 0;
    this.#carry = new ElementCarry(settings.recordBytes);
    this.#look = new ElementsLook(settings.recordBytes - this.#newlineBytes, settings.offset, pace);
    this.#base = settings.offset;
    this.#slab = new Slab(settings.file, settings.offset, Buffer.alloc(0));
    if (settings.start === 'record') this.#place = 'element';
  }

  push(chunk: Buffer): void {
    this.#slab = new Slab(this.#file, this.#base, chunk);
    this.#encoding = this.#validation === 'off' || isSoundUtf8(chunk) ? 'sound' : 'unknown';
    for (let at = 0; at < chunk.length; )
      at = this.#place === 'inside' ? this.#goOn(chunk, at) : this.#between(chunk, at);
    this.#base += chunk.length;
  }

  end(): void {
    if (this.#place === 'behind the array' || this.#place === 'before the array') return;
    throw brokenOff(this.#file, this.#base, this.#place === 'inside' ? this.#elementNumber : undefined);
  }

  /** Hands on the elements that a look behind a comma finds; returns where to go on. */
  #lookAhead(chunk: Buffer, from: number): number {
    const { bounds, end } = this.#look.look(chunk, from, this.#base + from);
    for (const part of bounds) {
      this.#elementNumber += part.length / 2;
      for (let at = 0; at < part.length; at += 2) {
        const start = from + (part[at] as number);
        this.#add(this.#slab, start, start + (part[at + 1] as number));
      }
    }
    return from + end;
  }

  /** One step outside the elements; returns where to go on. */
  #between(chunk: Buffer, from: number): number {
    const mayLook = this.#place === 'element' && this.#encoding === 'sound';
    if (mayLook && this.#look.isDueAt(this.#base + from)) return this.#lookAhead(chunk, from);
    const at = skipSpace(chunk, from, chunk.length);
    if (at === chunk.length) return at;
    const byte = chunk[at] as number;
    const place = this.#place;
    if (place === 'before the array' && byte !== OPEN_BRACKET)
      throw noArray(this.#file, byte, this.#base + at);
    else if (place === 'before the array') this.#place = 'first element';
    else if (place === 'behind the array') throw textBehind(this.#file, byte, this.#base + at);
    else if (byte === CLOSE_BRACKET && place !== 'element') this.#place = 'behind the array';
    else if (byte === COMMA && place === 'behind element') this.#place = 'element';
    else if (place === 'behind element') throw this.#broken(byte, at, '"," or "]"');
    else return this.#goOn(chunk, this.#begin(at));
    return at + 1;
  }

  #broken(byte: number, at: number, expected: string): InputError {
    return syntaxError(this.#file, this.#elementNumber, byte, this.#base + at, expected);
  }

  #begin(at: number): number {
    this.#place = 'inside';
    this.#elementOffset = this.#base + at;
    this.#elementNumber += 1;
    this.#scanner.reset();
    return at;
  }

  /** Goes on with the element at hand; returns where to go on behind it. */
  #goOn(chunk: Buffer, from: number): number {
    const end = this.#scanner.scan(chunk, from, chunk.length);
    const { verdict } = this.#scanner;
    if (verdict === 'bad') throw this.#broken(chunk[end] as number, end, this.#scanner.expected());
    if (verdict === 'done') this.#place = 'behind element';
    if (verdict === 'done' && this.#standsWhole(chunk, from, end)) return this.#whole(chunk, from, end);
    this.#carry.append(chunk, from, end, this.#scanner.spaces);
    if (verdict === 'done') this.#carried();
    return end;
  }

  /**
   * Whether an element can be made into a record in its chunk: there is a byte behind it for the newline, and it is
   * small enough to be sent for certain, so that nobody needs it any more as it stands.
   */
  #standsWhole(chunk: Buffer, from: number, end: number): boolean {
    const fits = end - from + this.#newlineBytes <= this.#recordBytes;
    return fits && end < chunk.length && this.#carry.rawLength === 0;
  }

  /**
   * Hands on an element that stands whole in the chunk with at least one byte behind it.
   * That byte is read first, because the newline may be written over it.
   */
  #whole(chunk: Buffer, from: number, end: number): number {
    if (this.#encoding === 'unknown' && !isUtf8(chunk.subarray(from, end))) {
      this.#rejectEncoding(end - from, contentOf(chunk.subarray(from, end)));
      return end;
    }
    try {
      return this.#between(chunk, end);
    } finally {
      // Also where the byte behind the element is a syntax error: the element itself is whole.
      this.#add(this.#slab, from, this.#compacted(chunk, end));
    }
  }

  /** The end of the element that has just been scanned up to `end`, once its white space is gone. */
  #compacted(chunk: Buffer, end: number): number {
    const { gaps, gapsLength } = this.#scanner;
    if (gapsLength <= gaps.length) return closeGaps(chunk, gaps, gapsLength, end);
    return this.#compactor.compact(chunk, gaps[0] as number, end);
  }

  /** Hands on an element that began in an earlier chunk, or that ends with its chunk. */
  #carried(): void {
    const { keptLength, rawLength } = this.#carry;
    if (keptLength + this.#newlineBytes > this.#recordBytes) {
      this.#rejectTooLarge(keptLength, rawLength, this.#carry.content());
    } else {
      const own = this.#carry.kept();
      const sound = this.#validation === 'off' || isUtf8(own.subarray(0, keptLength));
      if (sound) this.#add(new Slab(this.#file, this.#elementOffset, own), 0, keptLength);
      else this.#rejectEncoding(rawLength, this.#carry.content());
    }
    this.#carry.clear();
  }

  #add(slab: Slab, from: number, to: number): void {
    if (this.#newlineBytes === 1) slab.bytes[to] = NEWLINE;
    this.#builder.add(slab, from, to - from + this.#newlineBytes);
  }

  #rejectTooLarge(kept: number, length: number, content: RejectedRecord['content']): void {
    const message = tooLarge(this.#where(), kept + this.#newlineBytes, this.#recordBytes);
    this.#reject('too-large', message, length, content);
  }

  #rejectEncoding(length: number, content: RejectedRecord['content']): void {
    const message = `${this.#where()} isn't valid UTF-8; save the file as UTF-8, or send it with --no-validate.`;
    this.#reject('malformed', message, length, content);
  }

  #reject(reason: RejectReason, message: string, length: number, content: RejectedRecord['content']): void {
    this.#builder.reject({ file: this.#file, offset: this.#elementOffset, reason, message, length, content });
  }

  #where(): string {
    const number = this.#start === 'file' ? `record ${this.#elementNumber}` : 'a record';
    return `${nameOf(this.#file)}, ${number} of the array (byte ${this.#elementOffset})`;
  }
}
