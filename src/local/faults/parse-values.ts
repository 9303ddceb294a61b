import { LocalOptionError } from '../local-option-error.ts';
import type { FaultParameters, Range, When } from './fault-rule.ts';

const RANGE = /^(\d+)(?:(-)(\d*))?$/;

/** `5%`, `all`, `3`, `3-5`, `7-`, or several numbers and ranges as `3|7-9`. */
export function parseWhen(text: string, where: string): When {
  if (text === 'all') return { kind: 'share', share: 1 };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent === null) return { kind: 'numbers', ranges: parseRanges(text, where) };
  const share = Number(percent[1]) / 100;
  if (share > 1) throw new LocalOptionError(`${where}: ${text} is more than 100%.`);
  return { kind: 'share', share };
}

/** Numbers and ranges from 1, separated by `|`. */
function parseRanges(text: string, where: string): readonly Range[] {
  return text.split('|').map((part) => {
    const match = RANGE.exec(part);
    const first = Number(match?.[1]);
    const last = match?.[2] === undefined ? first : Number(match[3] || Number.POSITIVE_INFINITY);
    if (match && first >= 1 && last >= first) return { first, last };
    throw new LocalOptionError(
      `${where}: "${text}" is not a share (5%), a number (3), a range (3-5, 7-) or all.`,
    );
  });
}

const wholeNumber = (least: number, most: number) => (text: string, where: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new LocalOptionError(`${where}: "${text}" is not a whole number from ${least} to ${most}.`);
};

const anyText = (text: string, where: string) => {
  if (text !== '') return text;
  throw new LocalOptionError(`${where} is empty; leave it out, or give it a value.`);
};

const yesOrNo = (text: string, where: string) => {
  if (text === 'yes' || text === 'no') return text;
  throw new LocalOptionError(`${where}: "${text}" is neither yes nor no.`);
};

const code = (text: string, where: string) => {
  if (/^[A-Za-z][A-Za-z0-9_.]{0,79}$/.test(text)) return text;
  throw new LocalOptionError(
    `${where}: "${text}" is no error code; it has letters, digits, dots and _, like InternalFailure.`,
  );
};

type Parsers = {
  readonly [Name in keyof FaultParameters]-?: (
    text: string,
    where: string,
  ) => NonNullable<FaultParameters[Name]>;
};

/** How the text of each parameter is read. */
export const PARAMETER_PARSERS: Parsers = {
  code,
  message: anyText,
  status: wholeNumber(300, 599),
  contains: anyText,
  entries: parseRanges,
  ms: wholeNumber(0, 3_600_000),
  times: wholeNumber(1, 1_000_000_000),
  stored: yesOrNo,
  count: wholeNumber(0, 1_000_000),
  keep: wholeNumber(0, 500),
};
