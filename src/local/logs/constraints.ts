import { type Input, numberOf, stringOf } from '../input.ts';
import { readPageToken } from '../page-token.ts';
import { WireError } from '../service.ts';
import type { LogGroup, LogStore, LogStream } from './log-store.ts';

/** The error for a parameter that Logs refuses. */
export function invalidParameter(message: string): WireError {
  return new WireError('InvalidParameterException', message);
}

/** The error for something that isn't there. */
export function notFound(what: 'log group' | 'log stream' | 'resource'): WireError {
  return new WireError('ResourceNotFoundException', `The specified ${what} does not exist.`);
}

/** The error for something that is there already. */
export function alreadyExists(what: 'log group' | 'log stream'): WireError {
  return new WireError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
}

/** The name of a log group in the call: 1 to 512 of `[.\-_/#A-Za-z0-9]` (doc). */
export function readGroupName(input: Input): string {
  return checkText(stringOf(input, 'logGroupName'), 'logGroupName', 512, '[\\.\\-_/#A-Za-z0-9]+');
}

/** The name of a log stream in the call: 1 to 512 characters without `:` and `*` (doc). */
export function readStreamName(input: Input): string {
  return checkText(stringOf(input, 'logStreamName'), 'logStreamName', 512, '[^:*]*');
}

function checkText(text: string | undefined, at: string, most: number, pattern: string): string {
  if (text === undefined) throw failed(`Value null at '${at}'`, 'Member must not be null');
  const subject = `Value '${text.slice(0, most)}' at '${at}'`;
  if (text.length < 1) throw failed(subject, 'Member must have length greater than or equal to 1');
  if (text.length > most) throw failed(subject, `Member must have length less than or equal to ${most}`);
  if (new RegExp(`^(?:${pattern})$`).test(text)) return text;
  throw failed(subject, `Member must satisfy regular expression pattern: ${pattern}`);
}

/** A constraint that doesn't hold, in the words of the service. */
export function failed(subject: string, constraint: string): WireError {
  return invalidParameter(
    `1 validation error detected: ${subject} failed to satisfy constraint: ${constraint}`,
  );
}

/** The group that the call names, by its name or, in newer calls, by name or ARN. */
export function findGroup(store: LogStore, input: Input): LogGroup {
  const identifier = stringOf(input, 'logGroupIdentifier');
  const name = identifier === undefined ? readGroupName(input) : nameInArn(identifier);
  const group = store.group(name);
  if (group === undefined) throw notFound('log group');
  return group;
}

/** The group's name in an ARN with or without its `:*`; a text that is no ARN is the name itself. */
export function nameInArn(identifier: string): string {
  return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]*)(?::\*)?$/.exec(identifier)?.[1] ?? identifier;
}

/** The stream of the group that the call names. */
export function findStream(group: LogGroup, input: Input): LogStream {
  const wanted = readStreamName(input);
  const stream = group.streams.find(({ name }) => name === wanted);
  if (stream === undefined) throw notFound('log stream');
  return stream;
}

/** `limit` of the call, from 1 on. */
export function readLimit(input: Input, most: number, byDefault = most): number {
  const limit = numberOf(input, 'limit') ?? byDefault;
  const subject = `Value '${limit}' at 'limit'`;
  if (!Number.isInteger(limit) || limit < 1)
    throw failed(subject, 'Member must have value greater than or equal to 1');
  if (limit > most) throw failed(subject, `Member must have value less than or equal to ${most}`);
  return limit;
}

/** Number of the item that `nextToken` goes on with; 0 without a token. */
export function readFrom(input: Input): number {
  const token = stringOf(input, 'nextToken');
  const from = token === undefined ? 0 : readPageToken(token);
  if (typeof from === 'number') return from;
  throw invalidParameter('The specified nextToken is invalid.');
}
