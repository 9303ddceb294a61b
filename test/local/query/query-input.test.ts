import { expect, test } from 'vitest';
import { readQueryInput } from '../../../src/local/query/query-input.ts';

const read = (form: string, shape: Parameters<typeof readQueryInput>[1]) =>
  readQueryInput(new URLSearchParams(form), shape);

test('reads texts, numbers, truth and instants, and passes over what isn’t asked for', () => {
  const shape = { A: 'string', N: 'number', B: 'boolean', T: 'timestamp', U: 'timestamp' } as const;
  const form = 'Action=X&A=a%26b+c&N=1.5&B=true&T=2026-01-01T00%3A00%3A00Z&U=12.5';
  expect(read(form, shape)).toEqual({ A: 'a&b c', N: 1.5, B: true, T: 1_767_225_600, U: 12.5 });
});

test('reads lists in the order of their numbers, flattened or not', () => {
  const shape = { L: { list: 'string' }, M: { list: { structure: { N: 'number' } } } } as const;
  const form = 'L.2=b&L.10=c&L.1=a&M.member.2.N=2&M.member.1.N=1';
  expect(read(form, shape)).toEqual({ L: ['a', 'b', 'c'], M: [{ N: 1 }, { N: 2 }] });
});

test('reads lists in structures in lists', () => {
  const shape = { Q: { list: { structure: { S: { structure: { D: { list: 'string' } } } } } } } as const;
  expect(read('Q.member.1.S.D.member.1=x', shape)).toEqual({ Q: [{ S: { D: ['x'] } }] });
});

test('takes an empty list for one without elements', () => {
  expect(read('L=', { L: { list: 'string' } })).toEqual({ L: [] });
});

test.each(['N=x', 'N=', 'B=yes', 'T=yesterday'])('refuses %s', (form) => {
  expect(() => read(form, { N: 'number', B: 'boolean', T: 'timestamp' })).toThrow(/is not a valid value of/);
});

test('takes no harm from hostile names', () => {
  const form = `${'A.'.repeat(5_000)}=x&__proto__.B=1&L.member.999999999=z&L.member.9999999999=y`;
  expect(read(form, { A: 'string', L: { list: 'string' } })).toEqual({ A: '', L: ['z'] });
});
