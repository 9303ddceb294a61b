import { ValueError, type ValueType } from './values.ts';

/** A time, or how long ago one is. */
export type Since =
  | { readonly kind: 'at'; readonly time: Date }
  | { readonly kind: 'ago'; readonly milliseconds: number };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A date or a time as ISO 8601 has it, in UTC where no zone stands there, or how long ago: `90s`, `15m`, `2h`, `1d`. */
export const since: ValueType<Since> = {
  placeholder: '<time>',
  parse: (text) => {
    const [, number, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
    if (number !== undefined) return { kind: 'ago', milliseconds: Number(number) * (UNIT_MS[unit] ?? 0) };
    // JavaScript takes a time without a zone for the machine's own, and keys are in UTC.
    const hasZone = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T');
    const time = new Date(hasZone ? text : `${text}Z`);
    const [, date] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d|$)/.exec(text) ?? [];
    if (date === undefined || !isInCalendar(date) || Number.isNaN(time.getTime())) {
      throw new ValueError('a time such as 2026-11-21T10:00Z, or how long ago, such as 90s, 15m, 2h, 1d');
    }
    return { kind: 'at', time };
  },
};

/** JavaScript takes the 30th of February for the 2nd of March. */
function isInCalendar(date: string): boolean {
  const day = new Date(`${date}T00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}

/** The time that is meant, in milliseconds since the epoch. */
export function timeOf(value: Since, now: number): Date {
  return value.kind === 'at' ? value.time : new Date(now - value.milliseconds);
}
