import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ObjectStore, openObjectStore } from '../../../src/local/objects/object-store.ts';

let dir: string;
let store: ObjectStore;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'object-store-'));
  store = openObjectStore(dir);
  store.createBucket('alerts');
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (key: string, text = key) => store.put('alerts', key, Buffer.from(text));
const textOf = async (key: string) => {
  const object = await store.get('alerts', key);
  return object && readFileSync(object.file, 'utf8');
};

describe('an object store', () => {
  it('lets an ordinary key be read as a file under the bucket', async () => {
    await put('2026/11/21/11/stream-1', 'hello');
    expect(readFileSync(join(dir, 'objects/alerts/2026/11/21/11/stream-1'), 'utf8')).toBe('hello');
  });

  it.each([
    [['a', 'a/b', 'a/b/c']],
    [['a/b/c', 'a/b', 'a']],
    [['a/', 'a', 'a//b', '/a']],
    [['../x', '..', '.', './../../y']],
    [['x'.repeat(300), `${'x'.repeat(300)}/y`, 'x'.repeat(200)]],
    [['a%2Fb', 'a/b', 'a%o', 'a']],
  ])('keeps %j apart, inside its folder', async (keys) => {
    for (const key of keys) await put(key);
    for (const key of keys) {
      expect(await textOf(key)).toBe(key);
      expect((await store.get('alerts', key))?.file.startsWith(`${dir}/objects/alerts/`)).toBe(true);
    }
    expect(await store.keys('alerts', '')).toEqual([...keys].sort());
  });

  it('overwrites, deletes, and leaves no empty folder behind', async () => {
    await put('a/b/c', 'one');
    await put('a/b/c', 'two');
    expect(await textOf('a/b/c')).toBe('two');
    expect(store.delete('alerts', 'a/b/c')).toBe('deleted');
    expect(store.delete('alerts', 'a/b/c')).toBe('missing');
    await put('a', 'an object where a folder was');
    expect(readFileSync(join(dir, 'objects/alerts/a'), 'utf8')).toBe('an object where a folder was');
  });

  it('lists keys by their UTF-8 bytes, from the prefix on', async () => {
    for (const key of ['b/\u{1f600}', 'b/\uffe5', 'b/a', 'ba', 'a', 'b']) await put(key);
    expect(await store.keys('alerts', 'b/')).toEqual(['b/a', 'b/\uffe5', 'b/\u{1f600}']);
    expect(await store.keys('alerts', 'b')).toEqual(['b', 'b/a', 'b/\uffe5', 'b/\u{1f600}', 'ba']);
    expect(await store.keys('alerts', 'nothing/here')).toEqual([]);
  });

  it('keeps bytes, ETag and headers across a restart, and tells them of an adopted file too', async () => {
    await store.put('alerts', 'put', Buffer.from('hello'), { 'content-type': 'text/plain' });
    writeFileSync(join(dir, 'finished'), 'hello');
    store.adopt('alerts', 'adopted', join(dir, 'finished'));
    const again = openObjectStore(dir);
    const etag = '5d41402abc4b2a76b9719d911017c592';
    expect(await again.get('alerts', 'put')).toMatchObject({
      etag,
      size: 5,
      headers: { 'content-type': 'text/plain' },
    });
    expect(await again.get('alerts', 'adopted')).toMatchObject({ etag, size: 5, headers: {} });
  });

  it('forgets what it knew of a file that somebody changed by hand', async () => {
    await put('a', 'hello');
    writeFileSync(join(dir, 'objects/alerts/a'), 'changed');
    expect(await store.get('alerts', 'a')).toMatchObject({
      etag: '8977dfac2f8e04cb96e66882235f5aba',
      size: 7,
    });
  });

  it.each(['..', 'A', 'ab', 'a..b', 'a/b', '-ab'])('refuses the bucket name %s', (name) => {
    expect(store.createBucket(name)).toBe('invalid');
    expect(store.hasBucket(name)).toBe(false);
  });

  it('deletes an empty bucket only', async () => {
    await put('a');
    expect(await store.deleteBucket('alerts')).toBe('not-empty');
    store.delete('alerts', 'a');
    expect(await store.deleteBucket('alerts')).toBe('deleted');
    expect(store.buckets()).toEqual([]);
  });
});
