import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { USUAL_SKEW_MS } from '../../src/local/faults/clock-skew.ts';
import { FAULT_KINDS } from '../../src/local/faults/fault-rule.ts';
import { USUALLY_SLOW_MS } from '../../src/local/faults/intercept.ts';
import { OPERATION_NAMES } from '../../src/local/faults/operation-names.ts';
import { parseFaults } from '../../src/local/faults/parse-faults.ts';
import { batchOf, createStream, type Embedded, startEmbedded, storedRecords } from '../local/embedded.ts';
import { newFile } from '../support/folders.ts';
import { codeBlock, inCode, readDocument, tableRows } from './markdown.ts';

const HEADING = 'Faults of the embedded AWS';
const readme = readDocument('README.md');
const rows = tableRows(readme, HEADING);
const kinds = rows.map(([kind = '']) => kind.replaceAll('`', ''));

const whereOf = (operations: readonly string[]) =>
  ({ PutRecord: 'both puts', Delivery: 'delivery' })[operations[0] ?? ''] ?? `\`${operations[0]}\``;

it('README lists every kind of fault with where it hits and what it takes', () => {
  const expected = Object.entries(FAULT_KINDS).map(([kind, { on, parameters }]) => {
    const own = parameters.filter((name) => name !== 'times');
    return [`\`${kind}\``, whereOf(on), own.map((name) => `\`${name}\``).join(', ')];
  });
  expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
});

/** What the SDK's client sees of a call, in the words of the table. */
async function sight(firehose: FirehoseClient): Promise<string> {
  try {
    await firehose.send(new PutRecordBatchCommand(batchOf(['a\n', 'b\n'])));
    return '200';
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    messages.push(message);
    const status = $metadata?.httpStatusCode;
    if (status === undefined) return 'a reset connection';
    return /^(?=.*[a-z])[A-Z]\w+(Exception|Failure)$/.test(name) ? `${status} \`${name}\`` : `${status}`;
  }
}

/** An order for one call each, by its number; entry faults hit the second record. */
const orderOf = (kind: string, call: number) => {
  if (kind === 'slow' || kind === 'delivered-late') return `${kind}@PutRecordBatch=${call}:ms=1`;
  const isOfEntries = kind === 'poison' || kind === 'failed-entries';
  return `${kind}@PutRecordBatch=${call}${isOfEntries ? ':entries=2' : ''}`;
};

let embedded: Embedded;
const sights: string[] = [];
const messages: string[] = [];
const stored: number[] = [];

beforeAll(async () => {
  const faults = kinds.map((kind, index) => orderOf(kind, index + 1)).join(',');
  embedded = await startEmbedded({ faults });
  await createStream(embedded.firehose);
  for (const _ of kinds) sights.push(await sight(embedded.firehose));
  const records = await storedRecords(embedded.aws);
  for (const index of kinds.keys()) stored.push(records.filter(({ call }) => call === index + 1).length);
});
afterAll(() => embedded.dispose());

it.each(kinds.map((kind, index) => [kind, index] as const))(
  '%s is seen and stored as README says',
  (_, index) => {
    const [, , , seen = '', storing = ''] = rows[index] ?? [];
    expect(seen.startsWith(sights[index] ?? '?'), `${seen} against ${sights[index]}`).toBe(true);
    expect(storing).toBe({ 0: 'none', 1: 'the others', 2: 'all' }[stored[index] ?? -1]);
  },
);

it('README quotes what an error says', () => {
  const quoted = rows.flatMap(([, , , seen = '']) => /"(.*)"/.exec(seen)?.[1] ?? []);
  expect(quoted).toEqual(['Slow down.']);
  expect(messages).toEqual(expect.arrayContaining(quoted));
});

it('README tells the times of faults that are ordered without one', () => {
  const told = rows.flatMap(([kind, , , seen = '']) =>
    [...seen.matchAll(/`ms` \(([\d,]+)\)/g)].map(([, ms = '']) => [kind, Number(ms.replace(',', ''))]),
  );
  expect(told).toEqual([
    ['`clock-skew`', USUAL_SKEW_MS],
    ['`slow`', USUALLY_SLOW_MS],
  ]);
});

it("README's script is one that is understood", () => {
  const script = parseFaults(`@${newFile(codeBlock(readme, HEADING, 'json'), 'faults.json')}`);
  expect(script.rules.map(({ fault }) => fault)).toEqual(['failed-entries', 'reset-after']);
});

it('README lists every operation of the embedded AWS', () => {
  const table = tableRows(readme, 'If you only want the server', 1);
  const named = table.flatMap(([, operations = '']) => operations.match(/\b[A-Z]\w*[a-z]\w*/g) ?? []);
  const there = [...OPERATION_NAMES].filter((name) => name !== 'Delivery' && name !== '*');
  expect(named.toSorted()).toEqual(there.toSorted());
});

it('README lists every request that tells the truth on the side', async () => {
  const answer = await fetch(`${embedded.aws.endpoint}/_local/unknown`);
  const { message } = (await answer.json()) as { message: string };
  const requests = message.match(/(GET|POST) [^\s,]*\w/g);
  expect(
    tableRows(readme, 'If you only want the server', 2).map(([request = '']) => inCode(request)),
  ).toEqual(requests);
});
