import { ArraySplitter } from './array-splitter.ts';
import { OPEN_BRACKET, skipSpace } from './ascii.ts';
import { DeadLetterSplitter } from './dead-letter-splitter.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Splitter, SplitterSettings } from './splitter.ts';

/** How records stand in a file; `auto` means an array where the first byte that isn't white space is `[`. */
export type InputFormat = 'auto' | 'json' | 'ndjson' | 'lines' | 'dead-letters';

/** The splitter for a format. */
export function splitterFor(format: InputFormat, settings: SplitterSettings): Splitter {
  if (format === 'auto') return new AutoSplitter(settings);
  if (format === 'dead-letters') return new DeadLetterSplitter(settings);
  return format === 'json' ? new ArraySplitter(settings) : new LineSplitter(settings, format);
}

/** Reads lines until the first byte that isn't white space decides for or against an array. */
class AutoSplitter implements Splitter {
  readonly #settings: SplitterSettings;
  #splitter: Splitter;
  #format: 'open' | 'decided' = 'open';
  #base: number;

  constructor(settings: SplitterSettings) {
    this.#settings = settings;
    this.#splitter = new LineSplitter(settings, 'ndjson');
    this.#base = settings.offset;
  }

  push(chunk: Buffer): void {
    if (this.#format === 'decided') this.#splitter.push(chunk);
    else this.#decide(chunk);
  }

  end(): void {
    this.#splitter.end();
  }

  #decide(chunk: Buffer): void {
    const first = skipSpace(chunk, 0, chunk.length);
    if (first < chunk.length) this.#format = 'decided';
    if (chunk[first] === OPEN_BRACKET) this.#beginArray(chunk, first);
    else this.#splitter.push(chunk);
    this.#base += chunk.length;
  }

  /** Empty lines above the array have gone to the line splitter, which counts them and is then left behind. */
  #beginArray(chunk: Buffer, first: number): void {
    this.#splitter.push(chunk.subarray(0, first));
    this.#splitter = new ArraySplitter({ ...this.#settings, offset: this.#base + first });
    this.#splitter.push(chunk.subarray(first));
  }
}
