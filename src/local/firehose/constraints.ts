import { WireError } from '../service.ts';

/** What a member of the request must satisfy; checked in the order of the service's model, all of them before any other check. */
export interface Constraint {
  /** Place in the request as the service writes it: `deliveryStreamName`, `records.36.member.data`. */
  readonly at: string;
  readonly holds: boolean;
  /** The end of the sentence: `Member must have length less than or equal to 64`. */
  readonly rule: string;
  /** Shown for a member that is missing. */
  readonly value?: 'null';
}

/** Throws the one ValidationException that names every constraint that doesn't hold, in the service's words (seen). */
export function check(constraints: readonly Constraint[]): void {
  const broken = constraints.filter(({ holds }) => !holds);
  if (broken.length === 0) return;
  const sentences = broken.map(
    ({ at, rule, value }) =>
      `Value${value ? ` ${value}` : ''} at '${at}' failed to satisfy constraint: ${rule}`,
  );
  const count = `${broken.length} validation error${broken.length === 1 ? '' : 's'} detected: `;
  throw new WireError('ValidationException', count + sentences.join('; '));
}

/** The member is there; a member that is missing breaks no other constraint. */
export function present(at: string, value: unknown): Constraint {
  return { at, holds: value !== undefined && value !== null, rule: 'Member must not be null', value: 'null' };
}

/** Refuses a list or text that is longer. */
export function lengthAtMost(at: string, length: number, most: number): Constraint {
  return { at, holds: length <= most, rule: `Member must have length less than or equal to ${most}` };
}

/** Refuses a list or text that is shorter. */
export function lengthAtLeast(at: string, length: number, least: number): Constraint {
  return { at, holds: length >= least, rule: `Member must have length greater than or equal to ${least}` };
}

/** Refuses a text that the pattern doesn't match whole. */
export function matches(at: string, text: string, pattern: string): Constraint {
  return {
    at,
    holds: new RegExp(`^(?:${pattern})$`, 'u').test(text),
    rule: `Member must satisfy regular expression pattern: ${pattern}`,
  };
}

/** Refuses a text that isn't one of the values. */
export function oneOf(at: string, value: string, values: readonly string[]): Constraint {
  return {
    at,
    holds: values.includes(value),
    rule: `Member must satisfy enum value set: [${values.join(', ')}]`,
  };
}

/** A whole number within its bounds. */
export function within(
  at: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): readonly Constraint[] {
  return [
    { at, holds: value >= least, rule: `Member must have value greater than or equal to ${least}` },
    { at, holds: value <= most, rule: `Member must have value less than or equal to ${most}` },
  ];
}
