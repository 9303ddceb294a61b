import { endianness } from 'node:os';

/** What of the global API is used here; TypeScript knows it only together with a browser's. */
declare const WebAssembly: {
  readonly Module: new (compiled: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const PAGE_BYTES = 64 * 1024;

/** A number that a module exports, such as a place in its memory. */
export interface Constant {
  readonly value: number;
}

/** A module of WebAssembly at work. */
export interface Instance<Exports> {
  readonly exports: Exports;
  /** All that it works on; it has a fixed size. */
  readonly memory: Uint8Array;
}

interface CommonExports {
  readonly MEMORY_BYTES: Constant;
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
}

/**
 * Sets a module to work, for what takes a third to two thirds of JavaScript's time there: loops over bytes. Takes about
 * a millisecond.
 *
 * @param compiled - One of the constants in `compiled.ts`.
 * @returns Undefined where Node.js or the processor can't: without SIMD, with `--jitless`, or where numbers stand in
 *   memory in another order than WebAssembly's.
 */
export function instantiate<Exports>(compiled: string): Instance<Exports> | undefined {
  if (endianness() === 'BE') return undefined;
  try {
    const module = new WebAssembly.Module(Buffer.from(compiled, 'base64'));
    const exports = new WebAssembly.Instance(module).exports as Exports & CommonExports;
    exports.memory.grow(Math.ceil(exports.MEMORY_BYTES.value / PAGE_BYTES));
    return { exports, memory: new Uint8Array(exports.memory.buffer) };
  } catch {
    return undefined;
  }
}
