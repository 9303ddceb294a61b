import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogStore } from '../../../src/local/logs/log-store.ts';
import { newFolder } from '../serve.ts';

const line = (message: string) => ({ logGroupName: 'g', logStreamName: '../s', message, timestamp: 1_000 });

function messages(store: LogStore): readonly string[] {
  const stream = store.group('g')?.streams[0];
  return stream === undefined ? [] : store.eventsOf(stream).events.map(({ message }) => message);
}

/** A store with the group and the stream of {@link line}. */
function openStore(dir: string): LogStore {
  const store = new LogStore(dir);
  const group = { name: 'g', createdAt: 0, tags: {}, streams: [] };
  store.saveGroup(group);
  store.addStream(group, '../s', 0);
  return store;
}

test('takes the lines of a service of our own', () => {
  const store = openStore(newFolder());
  store.recordLog(line('a'));
  store.recordLog(line('b'));
  expect(messages(store)).toEqual(['a', 'b']);
});

test('loses a line whose group or stream is not there, and makes neither', () => {
  const store = new LogStore(newFolder());
  store.recordLog(line('a'));
  expect(store.groups()).toEqual([]);
  store.saveGroup({ name: 'g', createdAt: 0, tags: {}, streams: [] });
  store.recordLog(line('b'));
  expect(store.group('g')?.streams).toEqual([]);
});

test('passes over the half line of a process that was killed, and writes on behind it', () => {
  const dir = newFolder();
  openStore(dir).recordLog(line('a'));
  const file = readdirSync(dir).find((name) => name.endsWith('.ndjson')) ?? '';
  appendFileSync(join(dir, file), '[1000,10');
  new LogStore(dir).recordLog(line('b'));
  expect(messages(new LogStore(dir))).toEqual(['a', 'b']);
});
