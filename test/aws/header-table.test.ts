import { expect, it } from 'vitest';
import { headerTable } from '../../src/aws/header-table.ts';
import { hasShape } from './has-shape.ts';

const headers = { 'content-type': 'application/x-amz-json-1.1', host: '127.0.0.1' };

it('has the same headers in the same order, and a life of its own', () => {
  const table = headerTable(headers);
  expect(Object.entries(table)).toEqual(Object.entries(headers));
  table.host = 'other';
  expect(headers.host).toBe('127.0.0.1');
});

it('is no object with a shape, and has what every object has', () => {
  expect([hasShape(headers), hasShape(headerTable(headers))]).toEqual([true, false]);
  // The SDK asks in this way, too.
  expect(Object.getPrototypeOf(headerTable(headers))).toBe(Object.prototype);
});
