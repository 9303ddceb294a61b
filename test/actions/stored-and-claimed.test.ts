import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordOutcome, UnsettledError } from '../../src/actions/outcomes.ts';
import { putRecordBatch } from '../../src/actions/put-record-batch.ts';
import { sleep } from '../../src/actions/retry.ts';
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

const storing = fc.constantFrom<Storing>('stored', 'not stored');
const places = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 6 });
const named = (name: string, step: Step): NamedStep => ({ name, step });
const steps: fc.Arbitrary<NamedStep> = fc.oneof(
  fc.constant(named('accepts', accepts)),
  fc
    .tuple(places, fc.constantFrom('InternalFailure', 'ServiceUnavailableException', 'Unheard'))
    .map((arg) => named(`failsEntries(${arg})`, failsEntries(...arg))),
  fc.constant(named('throttles', refuses(503, 'ServiceUnavailableException'))),
  fc.constant(named('fails', refuses(500, 'InternalFailure'))),
  fc.constant(named('refuses for good', refuses(400, 'ResourceNotFoundException'))),
  fc.constant(named('413', raw(413, '', 'not stored'))),
  storing.map((kept) => named(`{} ${kept}`, raw(200, '{}', kept))),
  storing.map((kept) => named(`truncated ${kept}`, raw(200, '{"FailedPutC', kept))),
  storing.map((kept) => named(`502 ${kept}`, raw(502, '<html>', kept))),
  storing.map((kept) => named(`resets ${kept}`, resets(kept))),
  storing.map((kept) => named(`cuts short ${kept}`, cutsShort(kept))),
);
const scripts = fc.record({
  records: fc.integer({ min: 1, max: 6 }),
  attempts: fc.integer({ min: 1, max: 4 }),
  script: fc.array(steps, { maxLength: 8 }),
  /** Call after whose arrival the signal is aborted; beyond the script it never is. */
  abortAt: fc.integer({ min: 0, max: 12 }),
});

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
      fc.asyncProperty(scripts, async ({ records, attempts, script, abortAt }) => {
        const stop = new AbortController();
        server.play(abortingAt(script, abortAt, stop), accepts);
        const names = Array.from({ length: records }, (_, index) => `record ${index}`);
        const outcomes = await putRecordBatch(
          client,
          { streamName: 'alerts', records: names.map((name) => Buffer.from(name)) },
          { attempts, signal: stop.signal, sleep: () => sleep(0) },
        ).catch((error) => {
          if (error instanceof UnsettledError) return error.outcomes;
          throw error;
        });
        expect(outcomes).toHaveLength(records);
        for (const [index, name] of names.entries()) expectTrue(name, outcomes[index], attempts);
        if (stop.signal.aborted) expect(server.calls.length).toBe(abortAt + 1);
      }),
      { numRuns: 150 },
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
