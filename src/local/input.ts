import { WireError } from './service.ts';

/** The parameters of one call, whatever protocol brought them. Instants are epoch seconds. */
export type Input = Readonly<Record<string, unknown>>;

/** The text under `name`, or undefined when there is none; anything else is the caller's slip. */
export function stringOf(input: Input, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(name, 'a string');
}

/** The number under `name`, or undefined when there is none. */
export function numberOf(input: Input, name: string): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'number') return value;
  throw wrongType(name, 'a number');
}

/** The truth value under `name`, or undefined when there is none. */
export function booleanOf(input: Input, name: string): boolean | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongType(name, 'true or false');
}

/** The structure or map under `name`, or undefined when there is none. */
export function structureOf(input: Input, name: string): Input | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || isStructure(value)) return value;
  throw wrongType(name, 'a structure');
}

/** The structures listed under `name`, or undefined when there is no list. */
export function structuresOf(input: Input, name: string): readonly Input[] | undefined {
  const list = listOf(input, name);
  if (list === undefined || list.every(isStructure)) return list as readonly Input[] | undefined;
  throw wrongType(name, 'a list of structures');
}

/** The texts listed under `name`, or undefined when there is no list. */
export function stringsOf(input: Input, name: string): readonly string[] | undefined {
  const list = listOf(input, name);
  if (list === undefined || list.every((item) => typeof item === 'string')) return list;
  throw wrongType(name, 'a list of strings');
}

/** The numbers listed under `name`, or undefined when there is no list. */
export function numbersOf(input: Input, name: string): readonly number[] | undefined {
  const list = listOf(input, name);
  if (list === undefined || list.every((item) => typeof item === 'number')) return list;
  throw wrongType(name, 'a list of numbers');
}

function listOf(input: Input, name: string): readonly unknown[] | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw wrongType(name, 'a list');
}

function isStructure(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const wrongType = (name: string, expected: string): WireError =>
  new WireError('SerializationException', `${name} must be ${expected}.`);
