import { type Input, numberOf, stringOf, structuresOf } from '../input.ts';
import { WireError } from '../service.ts';
import type { Metric } from './metric.ts';

/** A parameter that the service can't do without; `path` is its name as the caller knows it. */
export function required<T>(value: T | undefined, path: string): T {
  if (value !== undefined) return value;
  throw new WireError('MissingParameter', `The parameter ${path} is required.`);
}

/** A value that the service refuses by itself. */
export function invalidValue(message: string): WireError {
  return new WireError('InvalidParameterValue', message);
}

/** Something that the service refuses in the whole of a query. */
export function validationError(message: string): WireError {
  return new WireError('ValidationError', message);
}

/** Namespace, name and dimensions as they stand in `input`; `path` (empty, or ending in a dot) leads to it. */
export function readMetric(input: Input, path: string): Metric {
  return {
    namespace: required(stringOf(input, 'Namespace'), `${path}Namespace`),
    metricName: required(stringOf(input, 'MetricName'), `${path}MetricName`),
    dimensions: readDimensions(input, path),
  };
}

/** The dimensions in `input`: at most 30, each with a name and a value of 1 to 255 and 1024 characters (doc). */
export function readDimensions(input: Input, path: string): Readonly<Record<string, string>> {
  const list = structuresOf(input, 'Dimensions') ?? [];
  if (list.length > 30) {
    throw invalidValue(`The collection ${path}Dimensions must not have a size greater than 30.`);
  }
  return Object.fromEntries(
    list.map((dimension, index) => {
      const at = `${path}Dimensions.member.${index + 1}.`;
      const name = required(stringOf(dimension, 'Name'), `${at}Name`);
      const value = required(stringOf(dimension, 'Value'), `${at}Value`);
      return [boundedText(name, `${at}Name`, 255), boundedText(value, `${at}Value`, 1024)];
    }),
  );
}

/** The text itself when it has 1 to `most` characters. */
export function boundedText(text: string, path: string, most: number): string {
  if (text.length >= 1 && text.length <= most) return text;
  throw invalidValue(
    `The value ${text.slice(0, 80)} for parameter ${path} must have 1 to ${most} characters.`,
  );
}

/**
 * The period in seconds, from 1 on. Doc: it is 1, 5, 10, 20, 30 or any multiple of 60; points here are kept by the
 * minute, so that a shorter period shows the same points as 60 does. `refuse` makes the error of another one.
 */
export function readPeriod(input: Input, path: string, refuse: (message: string) => WireError): number {
  const period = required(numberOf(input, 'Period'), `${path}Period`);
  if ([1, 5, 10, 20, 30].includes(period) || (period > 0 && period % 60 === 0)) return period;
  throw refuse(`The parameter ${path}Period must be 1, 5, 10, 20, 30 or a multiple of 60.`);
}

/** A span of time in epoch milliseconds, its start rounded down to the minute (doc) and its end exclusive. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** StartTime and EndTime of `input`; `refuse` makes the error of a span that holds nothing. */
export function readTimeSpan(input: Input, refuse: (message: string) => WireError): TimeSpan {
  const start = required(numberOf(input, 'StartTime'), 'StartTime');
  const end = required(numberOf(input, 'EndTime'), 'EndTime');
  if (start === end) throw refuse('The parameter StartTime must not equal parameter EndTime.');
  if (start > end) throw refuse('The parameter StartTime must be less than the parameter EndTime.');
  return { start: Math.floor(start / 60) * 60_000, end: end * 1_000 };
}

/** Dimensions in the form of a reply. */
export function dimensionList(dimensions: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
