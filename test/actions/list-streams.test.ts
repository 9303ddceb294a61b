import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listStreams } from '../../src/actions/list-streams.ts';
import { raw } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

async function list(...pages: readonly Step[]): Promise<string[]> {
  server.play(pages, page([], 'no more'));
  const names: string[] = [];
  for await (const name of listStreams(clientOf(server))) names.push(name);
  return names;
}

function page(names: readonly string[], rest: 'more' | 'no more'): Step {
  const reply = { DeliveryStreamNames: names, HasMoreDeliveryStreams: rest === 'more' };
  return raw(200, JSON.stringify(reply), 'not stored');
}

describe('listStreams', () => {
  it('goes on behind the last name of each page until there are no more', async () => {
    expect(await list(page(['a', 'b'], 'more'), page(['c'], 'more'), page(['d'], 'no more'))).toEqual([
      ...'abcd',
    ]);
    const starts = server.calls.map(({ input }) => input.ExclusiveStartDeliveryStreamName);
    expect(starts).toEqual([undefined, 'b', 'c']);
  });

  it('ends where a page promises more and names none, otherwise it would ask for ever', async () => {
    expect(await list(page(['a'], 'more'), page([], 'more'))).toEqual(['a']);
    expect(server.calls).toHaveLength(2);
  });

  it('finds no names in an empty account', async () => {
    expect(await list()).toEqual([]);
  });
});
