import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordOutcome, UnsettledError } from '../../src/actions/outcomes.ts';
import { putRecordBatch } from '../../src/actions/put-record-batch.ts';
import { accepts, cutsShort, failsEntries, raw, refuses, resets, type Storing } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(() => server.close());

/** A step with a name, so that a failing script can be read. */
interface NamedStep {
  readonly name: string;
  readonly step: Step;
}

/** Of more records than one it tells too little, but it doesn't contradict itself. */
const SHORT_REPLY = JSON.stringify({ FailedPutCount: 0, RequestResponses: [] });

const storing = fc.constantFrom<Storing>('stored', 'not stored');
const places = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 6 });
const named = (name: string, step: Step): NamedStep => ({ name, step });
const codes = fc.constantFrom('InternalFailure', 'ServiceUnavailableException', 'Unheard');
const partialFailures = fc
  .tuple(places, codes)
  .map((arg) => named(`failsEntries(${arg})`, failsEntries(...arg)));
const steps: fc.Arbitrary<NamedStep> = fc.oneof(
  // What the service does most of the time is drawn as often as all the rest.
  { weight: 9, arbitrary: partialFailures },
  fc.constant(named('throttles', refuses(503, 'ServiceUnavailableException'))),
  fc.constant(named('fails', refuses(500, 'InternalFailure'))),
  fc.constant(named('refuses for good', refuses(400, 'ResourceNotFoundException'))),
  fc.constant(named('413', raw(413, '', 'not stored'))),
  storing.map((kept) => named(`{} ${kept}`, raw(200, '{}', kept))),
  storing.map((kept) => named(`short ${kept}`, raw(200, SHORT_REPLY, kept))),
  storing.map((kept) => named(`502 ${kept}`, raw(502, '<html>', kept))),
  storing.map((kept) => named(`resets ${kept}`, resets(kept))),
  storing.map((kept) => named(`cuts short ${kept}`, cutsShort(kept))),
);
const scripts = fc.record({
  records: fc.integer({ min: 1, max: 6 }),
  attempts: fc.integer({ min: 1, max: 4 }),
  script: fc.array(steps, { maxLength: 8 }),
  /** Call at which the signal is aborted; beyond the script it never is. */
  abortAt: fc.integer({ min: 0, max: 12 }),
  abortWhen: fc.constantFrom('on arrival', 'in the wait after it'),
});

const stepsOf = (script: readonly NamedStep[]) => script.map(({ step }) => step);

/** Aborts when the call arrives, before it is answered. */
function abortingAt(script: readonly NamedStep[], abortAt: number, stop: AbortController): Step[] {
  return script.map(({ step }, place) => (turn) => {
    if (place === abortAt) stop.abort();
    step(turn);
  });
}

describe('putRecordBatch, whatever the server answers', () => {
  it('claims of each record what the server really stored', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async ({ records, attempts, script, abortAt, abortWhen }) => {
        const stop = new AbortController();
        server.play(
          abortWhen === 'on arrival' ? abortingAt(script, abortAt, stop) : stepsOf(script),
          accepts,
        );
        const wait = async () => {
          if (abortWhen !== 'on arrival' && server.calls.length === abortAt + 1) stop.abort();
        };
        const names = Array.from({ length: records }, (_, index) => `record ${index}`);
        const outcomes = await putRecordBatch(
          client,
          { streamName: 'alerts', records: names.map((name) => Buffer.from(name)) },
          { attempts, signal: stop.signal, sleep: wait },
        ).catch((error) => {
          if (error instanceof UnsettledError) return error.outcomes;
          throw error;
        });
        expect(outcomes).toHaveLength(records);
        for (const [index, name] of names.entries()) expectTrue(name, outcomes[index], attempts);
        if (stop.signal.aborted) expect(server.calls.length).toBe(abortAt + 1);
      }),
      { numRuns: 200 },
    );
  });
});

/** Compares what an outcome claims with what the server stored. */
function expectTrue(name: string, outcome: RecordOutcome | undefined, attempts: number): void {
  const copies = server.stored.filter((stored) => stored === name).length;
  const calls = server.calls.filter(({ records }) => records.includes(name)).length;
  if (outcome === undefined) throw new Error(`${name} has no outcome`);
  expect(outcome.attempts).toBeLessThanOrEqual(Math.min(attempts, calls));
  if (outcome.status === 'delivered') {
    expect(copies).toBeGreaterThanOrEqual(1);
    if (!outcome.possiblyDuplicated) expect(copies).toBe(1);
  } else {
    if (!outcome.maybeStored) expect(copies).toBe(0);
    if (outcome.status === 'undelivered') expect(outcome.attempts).toBe(attempts);
  }
}
