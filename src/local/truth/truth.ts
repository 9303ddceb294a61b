import { Readable } from 'node:stream';
import type { Faults } from '../faults/faults.ts';
import { statusOf } from '../firehose/stream.ts';
import type { StreamList } from '../firehose/stream-list.ts';
import type { Quota } from '../quota.ts';
import type { WireReply, WireRequest } from '../service.ts';
import type { CallCounts } from './call-counts.ts';
import type { Largest } from './largest.ts';
import { storedLines, storedStreams } from './stored-records.ts';

const ROOT = '/_local/';

/** What the truth is read from. */
export interface TruthContext {
  readonly streams: StreamList;
  readonly recordsDir: string;
  readonly faults: Faults;
  readonly counts: CallCounts;
  readonly largest: Largest;
  readonly quota: Quota | undefined;
  readonly connections: () => object;
  readonly flush: () => Promise<void>;
}

/** Answers `/_local/state`, `/_local/stored` and `/_local/flush`; undefined for a path outside of `/_local/`. */
export function createTruth(context: TruthContext): (request: WireRequest) => Promise<WireReply> | undefined {
  return (request) => (request.path.startsWith(ROOT) ? answer(request, context) : undefined);
}

async function answer(request: WireRequest, context: TruthContext): Promise<WireReply> {
  switch (`${request.method} ${request.path.slice(ROOT.length)}`) {
    case 'GET state':
      return json(200, stateOf(context));
    case 'GET stored':
      return stored(new URLSearchParams(request.query).get('stream'), context);
    case 'POST flush':
      await context.flush();
      return json(200, stateOf(context));
    default:
      return json(404, {
        message: 'There are GET /_local/state, GET /_local/stored?stream=NAME and POST /_local/flush.',
      });
  }
}

function stateOf({ streams, faults, counts, largest, quota, connections }: TruthContext): object {
  const ofStreams = streams.all().map(({ stream, delivery }) => {
    const { name, createdAt } = stream;
    return [name, { status: statusOf(stream, Date.now()), createdAt, ...delivery.totals }] as const;
  });
  return {
    streams: Object.fromEntries(ofStreams),
    calls: counts.operations,
    inFlight: { now: counts.inFlight, most: counts.mostInFlight },
    largest,
    faults: faults.applied,
    quota: quota ?? null,
    connections: connections(),
  };
}

function stored(streamName: string | null, { recordsDir }: TruthContext): WireReply {
  const names = storedStreams(recordsDir);
  if (streamName !== null && !names.includes(streamName)) {
    return json(404, {
      message: `No stream ${streamName} was ever made here; there are: ${names.join(', ') || 'none'}.`,
    });
  }
  const wanted = streamName === null ? names : [streamName];
  const body = Readable.from(linesOf(recordsDir, wanted), { objectMode: false });
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
}

async function* linesOf(recordsDir: string, streamNames: readonly string[]): AsyncGenerator<string> {
  for (const name of streamNames) yield* storedLines(recordsDir, name);
}

function json(status: number, body: object): WireReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(body, null, 1)}\n`,
  };
}
