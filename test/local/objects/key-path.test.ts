import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BESIDE_FOLDER, keyOfPath, pathOfKey } from '../../../src/local/objects/key-path.ts';

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  fc
    .array(fc.constantFrom('.', '..', '', 'a', '%', '%2E', '%o', '%m', '\\', '\0', 'é', ':'))
    .map((parts) => parts.join('/')),
  fc.integer({ min: 180, max: 1_024 }).map((length) => '.'.repeat(length)),
);

describe('pathOfKey', () => {
  it('leaves an ordinary key as it is', () => {
    const ordinary = '2026/11/21/11/alerts-1-2026-11-21-11-38-20-0f8f8d5e';
    expect(pathOfKey(ordinary)).toBe(ordinary);
  });

  it('leads to no part that means something to the file system', () => {
    fc.assert(
      fc.property(key, (name) => {
        for (const part of pathOfKey(name).split('/')) {
          expect(part).toMatch(/^[\x21-\x7e]{1,255}$/);
          expect(['.', '..']).not.toContain(part);
          expect(part).not.toMatch(/[\\:%]$/);
        }
      }),
    );
  });

  it('is undone by keyOfPath, beside a folder of the same name too', () => {
    fc.assert(
      fc.property(key, (name) => {
        expect(keyOfPath(pathOfKey(name))).toBe(name);
        expect(keyOfPath(pathOfKey(name) + BESIDE_FOLDER)).toBe(name);
      }),
    );
  });

  it('splits a segment longer than 255 bytes into folders', () => {
    expect(pathOfKey('x'.repeat(201))).toBe(`${'x'.repeat(200)}%~/x`);
    expect(pathOfKey('x'.repeat(200))).toBe('x'.repeat(200));
  });
});

describe('keyOfPath', () => {
  it.each(['a%m', 'a%2e', 'a b', '%FF', '../x', 'a//b'])('knows no key for the file %s', (path) => {
    expect(keyOfPath(path)).toBeUndefined();
  });
});
