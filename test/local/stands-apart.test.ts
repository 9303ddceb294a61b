import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const LOCAL = resolve(import.meta.dirname, '../../src/local');
const IMPORT = /(?:from|import\()\s*'([^']+)'/g;

describe('the embedded AWS', () => {
  it('imports nothing but Node and itself', () => {
    const files = (readdirSync(LOCAL, { recursive: true }) as string[]).filter((name) =>
      name.endsWith('.ts'),
    );
    const foreign = files.flatMap((name) => {
      const file = join(LOCAL, name);
      const imports = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, target = '']) => target);
      return imports.filter((target) => !isOwn(file, target)).map((target) => `${name}: ${target}`);
    });
    expect(foreign).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });
});

function isOwn(file: string, target: string): boolean {
  if (target.startsWith('node:')) return true;
  return target.startsWith('.') && !relative(LOCAL, resolve(dirname(file), target)).startsWith('..');
}
