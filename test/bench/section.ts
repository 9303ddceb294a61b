import type { Measure } from './measure.ts';
import type { Sink } from './sink.ts';

/** What a section works with. */
export interface Bench {
  /** A folder that is gone afterwards. */
  readonly folder: string;
  readonly sink: Sink;
  readonly measure: Measure;
  /** How processes are measured: `hook` works for programs of Node only. */
  readonly measureKind: 'wait4' | 'hook';
  /** quick: a try in seconds, whose figures mean little · usual · full: large files as well. */
  readonly size: 'quick' | 'usual' | 'full';
  /** How often each contestant runs; medians are over these. */
  readonly rounds: number;
  /** The bundled command line. */
  readonly scenario: string;
  /** What its `--help` says, so that options are given only where they are known. */
  readonly help: string;
  /** A file of so many records of 77 bytes. */
  input(records: number): string;
  /** Bundles a program of test/bench/peers; returns the file to run. */
  peer(name: string): Promise<string>;
}

/** A comparison that is asked for, and what came of it. */
export interface Goal {
  readonly what: string;
  readonly reached: number;
  /** The figure may not be below (or above) this. */
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

/** One table of the benchmark. */
export interface SectionResult {
  readonly title: string;
  /** What the figures isolate, in a sentence or two of Markdown. */
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals: readonly Goal[];
}

/** A part of the benchmark, in a file of its own. */
export interface Section {
  /** The word that chooses it on the command line. */
  readonly name: string;
  run(bench: Bench): Promise<SectionResult>;
}
