import { WireError } from '../service.ts';
import { type Constraint, lengthAtLeast, lengthAtMost, matches, present } from './constraints.ts';
import { FIREHOSE_LIMITS } from './limits.ts';

/** A structure of the request. */
export type Members = Readonly<Record<string, unknown>>;

/** A string member; another type of JSON value is the SerializationException of the service. */
export function textMember(members: Members, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrongType('STRING_VALUE');
}

/** A number member. */
export function numberMember(members: Members, name: string): number | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw wrongType('NUMBER_VALUE');
}

/** A structure member. */
export function structureMember(members: Members, name: string): Members | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Members;
  throw new WireError('SerializationException', 'Start of structure or map found where not expected.');
}

/** A list member. */
export function listMember(members: Members, name: string): readonly unknown[] | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw new WireError('SerializationException', 'Start of list found where not expected.');
}

/** The constraints of every operation's `DeliveryStreamName` (doc). */
export function streamNameConstraints(name: string | undefined): readonly Constraint[] {
  const at = 'deliveryStreamName';
  if (name === undefined) return [present(at, name)];
  return [
    lengthAtMost(at, name.length, FIREHOSE_LIMITS.streamNameLength),
    lengthAtLeast(at, name.length, 1),
    matches(at, name, '[a-zA-Z0-9_.-]+'),
  ];
}

function wrongType(expected: string): WireError {
  return new WireError(
    'SerializationException',
    `${expected} expected, but the request has a value of another type.`,
  );
}
