import { expect, it } from 'vitest';
import { type Patience, waitFor } from '../../src/provision/wait-for.ts';

const patience = (more: Partial<Patience> = {}): Patience => ({
  ...{ intervalMs: 1, timeoutMs: 10_000, signal: new AbortController().signal, onWaiting: () => {} },
  ...more,
});

it('asks until there is an answer, and tells of each wait', async () => {
  const answers = [undefined, undefined, 'done'];
  const waits: string[] = [];
  const onWaiting = (what: string) => waits.push(what);
  const answer = await waitFor('it', async () => answers.shift(), patience({ onWaiting }));
  expect([answer, waits]).toEqual(['done', ['it', 'it']]);
});

it('makes one attempt where no time is left for another', async () => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return undefined;
  };
  await expect(waitFor('the moon', ask, patience({ intervalMs: 2, timeoutMs: 1 }))).rejects.toMatchObject({
    kind: 'refused',
    message: 'Waiting for the moon took more than 0 s.',
  });
  expect(asked).toBe(1);
});

it('ends with the signal, in the middle of a wait', async () => {
  const stop = new AbortController();
  const onWaiting = () => stop.abort(new Error('stopped'));
  const waiting = waitFor(
    'it',
    async () => undefined,
    patience({ intervalMs: 9_000, signal: stop.signal, onWaiting }),
  );
  await expect(waiting).rejects.toThrow('stopped');
});
