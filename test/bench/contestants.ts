import { join } from 'node:path';
import { pythonWithBoto3 } from './python.ts';
import type { Bench } from './section.ts';

/** Something that sends a file to the sink. */
export interface Contestant {
  /** Short name, by which goals speak of it. */
  readonly id: string;
  readonly name: string;
  /** What its figures tell that another row's don't. */
  readonly isolates: string;
  readonly wire: 'TLS' | 'plain';
  /** The command that sends a file of so many records; `undefined` where this machine or this program hasn't got it. */
  command(bench: Bench, records: number): Promise<readonly string[] | undefined>;
}

export type Transport = 'sdk' | 'fast';

/** The command line, with the ledger on, as a user would run it on a large file. */
export function scenarioCommand(
  { scenario, help }: Bench,
  file: string,
  more: readonly string[] = [],
): readonly string[] {
  // Each of these is given only where the program has it.
  const unpaced = help.includes('--rate ') ? ['--rate', 'none'] : [];
  const fixed = ['--put-record-count', '0', '--metrics-deadline-s', '0', '--output', 'json'];
  const sending = ['--stream', 'bench', '--data', file, '--log-level', 'warn', ...fixed, ...unpaced];
  return [process.execPath, scenario, ...sending, ...more];
}

/** The flags that choose a transport; `undefined` where the program hasn't got it. */
export function transportFlags({ help }: Bench, transport: Transport): readonly string[] | undefined {
  if (help.includes('--transport ')) return ['--transport', transport];
  return transport === 'sdk' ? [] : undefined;
}

function ours(transport: Transport, more: readonly string[] = []): Contestant['command'] {
  return async (bench, records) => {
    const chosen = transportFlags(bench, transport);
    return chosen && scenarioCommand(bench, bench.input(records), [...chosen, ...more]);
  };
}

function peer(name: string): Contestant['command'] {
  return async (bench, records) => [process.execPath, await bench.peer(name), bench.input(records)];
}

async function boto3(bench: Bench, records: number): Promise<readonly string[] | undefined> {
  const python = pythonWithBoto3(bench);
  const script = join(import.meta.dirname, 'peers/batch_loop.py');
  return python === undefined ? undefined : [python, script, bench.input(records)];
}

/** Everybody who takes part, in the order of the table. */
export const CONTESTANTS: readonly Contestant[] = [
  {
    id: 'default',
    name: 'this program, `--transport sdk`',
    isolates: 'the default: ledger, checks of every record, SDK client tuned by public means',
    wire: 'TLS',
    command: ours('sdk'),
  },
  {
    id: 'default-unchecked',
    name: 'the same, `--no-validate`',
    isolates: 'what the check of JSON and UTF-8 costs',
    wire: 'TLS',
    command: ours('sdk', ['--no-validate']),
  },
  {
    id: 'fast',
    name: 'this program, `--transport fast`',
    isolates: 'the same work without the SDK around each call',
    wire: 'TLS',
    command: ours('fast'),
  },
  {
    id: 'fast-unchecked',
    name: 'the same, `--no-validate`',
    isolates: 'what the check of JSON and UTF-8 costs',
    wire: 'TLS',
    command: ours('fast', ['--no-validate']),
  },
  {
    id: 'plain-loop',
    name: 'plain SDK loop',
    isolates: 'readline, parse, stringify, one call at a time; no ledger, no retry of entries',
    wire: 'TLS',
    command: peer('plain-loop'),
  },
  {
    id: 'sdk-8',
    name: 'SDK PutRecordBatch, 8 in flight',
    isolates: 'the SDK as it is; lines cut from blocks, no parse, no check, no ledger',
    wire: 'TLS',
    command: peer('calls-in-flight'),
  },
  {
    id: 'raw',
    name: 'raw ceiling',
    isolates: 'Node, TLS and loopback: prebuilt bytes, unsigned, replies unread',
    wire: 'TLS',
    command: async (bench, records) => [process.execPath, await bench.peer('raw-ceiling'), String(records)],
  },
  {
    id: 'default-plain',
    name: 'this program, `--transport sdk`',
    isolates: 'the default without TLS',
    wire: 'plain',
    command: ours('sdk'),
  },
  {
    id: 'fast-plain',
    name: 'this program, `--transport fast`',
    isolates: 'the same without TLS',
    wire: 'plain',
    command: ours('fast'),
  },
  {
    id: 'boto3',
    name: 'boto3 batch loop',
    isolates: 'Python; lines as they are, one call at a time',
    wire: 'plain',
    command: boto3,
  },
];
