import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { codeCacheFile, createCodeCache } from '../.build/code-cache.ts';
import { newFile, newFolder } from './support/folders.ts';

const TEXT = '(() => { const twice = (x) => 2 * x; return twice(21); })';

/** What a process does: compiles parts, calls them, and keeps them at its end. */
function useCache(
  file: string,
  parts: Readonly<Record<string, string>> = { run: TEXT },
  names: readonly string[] = ['run', 'local'],
) {
  const cache = createCodeCache(file, new Set(names));
  const results = Object.entries(parts).map(([name, text]) =>
    (cache.compile(name, text, `${name}.js`) as () => unknown)(),
  );
  return { results, added: cache.save() };
}

describe('the cache of compiled code', () => {
  it('keeps each part once, for the user alone, and those that this process had no use for', () => {
    const file = join(newFolder(), 'a/b/run');
    const local = { local: '(() => 1)' };
    expect(useCache(file)).toEqual({ results: [42], added: 1 });
    expect(useCache(file)).toEqual({ results: [42], added: 0 });
    expect(useCache(file, local)).toEqual({ results: [1], added: 1 });
    expect(useCache(file, { run: TEXT, ...local })).toEqual({ results: [42, 1], added: 0 });
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('keeps nothing of parts that the program has no more', () => {
    const file = join(newFolder(), 'run');
    useCache(file, { old: '(() => "an older version")' }, ['old']);
    useCache(file);
    expect(readFileSync(file, 'latin1')).not.toContain('old');
  });

  it('takes nothing of another program of the same name and length', () => {
    const file = join(newFolder(), 'run');
    useCache(file);
    expect(useCache(file, { run: TEXT.replace('21', '12') })).toEqual({ results: [24], added: 1 });
  });

  it('compiles anew what was spoilt, wherever it was', () => {
    const file = join(newFolder(), 'run');
    useCache(file);
    const good = readFileSync(file);
    const spoilt = fc.record({ place: fc.nat(good.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(spoilt, fc.boolean(), ({ place, bits }, isCut) => {
        const bad = Buffer.from(isCut ? good.subarray(0, place) : good);
        if (!isCut) bad[place] = (bad[place] ?? 0) ^ bits;
        writeFileSync(file, bad);
        expect(useCache(file)).toEqual({ results: [42], added: 1 });
      }),
    );
  });

  it('takes nothing that somebody else wrote', () => {
    const file = join(newFolder(), 'run');
    useCache(file);
    const other = vi.spyOn(process, 'getuid').mockReturnValue(statSync(file).uid + 1);
    try {
      expect(useCache(file)).toEqual({ results: [42], added: 1 });
    } finally {
      other.mockRestore();
    }
  });

  it('leaves nothing unfinished behind', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'run'));
    expect(useCache(join(folder, 'run'))).toEqual({ results: [42], added: 1 });
    expect(readdirSync(folder)).toEqual(['run']);
  });

  it('does without where it can keep nothing', () => {
    const file = join(newFile('not a folder'), 'run');
    expect(useCache(file)).toEqual({ results: [42], added: 1 });
    expect(existsSync(file)).toBe(false);
  });
});

describe('the file of compiled code', () => {
  const HOME = newFolder();
  const inHome = expect.stringMatching(/^.*\/\.cache\/firehose-scenario\/v[\w.-]+\/run$/);
  it.each([
    ['in the home folder', { HOME }, inHome],
    ['in the folder for caches', { HOME, XDG_CACHE_HOME: '/c' }, expect.stringMatching(/^\/c\/f/)],
    ['in that of Node', { XDG_CACHE_HOME: '/c', NODE_COMPILE_CACHE: '/n' }, expect.stringMatching(/^\/n\/f/)],
    ['not where a folder is relative', { HOME, XDG_CACHE_HOME: 'c' }, inHome],
    ['nowhere without a home', {}, undefined],
    ['nowhere where the home is not there', { HOME: join(HOME, 'me') }, undefined],
    ['nowhere with a relative home', { HOME: 'me' }, undefined],
    ['nowhere where Node may not either', { HOME, NODE_DISABLE_COMPILE_CACHE: '1' }, undefined],
  ])('is %s', (_what, environment, expected) => {
    expect(codeCacheFile('run', environment)).toEqual(expected);
  });
});
