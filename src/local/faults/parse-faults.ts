import { readFileSync } from 'node:fs';
import { LocalOptionError } from '../local-option-error.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  type FaultParameters,
  type FaultRule,
  type FaultScript,
} from './fault-rule.ts';
import { OPERATION_NAMES } from './operation-names.ts';
import { PARAMETER_PARSERS, parseWhen } from './parse-values.ts';

/** One order before it is checked, every value still text; a string and a script file both come down to this. */
interface RawRule {
  readonly fault: string;
  readonly on: readonly string[];
  readonly when: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const MAX_SEED = 0xffffffff;

/**
 * Reads the orders of `--faults`: `KIND[@OPERATION][=WHEN][:NAME=VALUE]…` separated by commas, `seed=N` among them,
 * or `@FILE.json` with `{"seed":1,"rules":[{"fault":"…","on":"…","when":"…", …}]}`.
 * In a string `%2C` and `%3A` stand for comma and colon inside of a value. Throws {@link LocalOptionError}.
 */
export function parseFaults(text: string): FaultScript {
  if (text.startsWith('@')) return parseScriptFile(text.slice(1));
  const terms = text.split(',').map((term) => term.trim());
  const seeds = terms.filter((term) => term.startsWith('seed='));
  const rules = terms.filter((term) => term !== '' && !term.startsWith('seed=')).map(parseTerm);
  return { seed: parseSeed(seeds.at(-1)?.slice('seed='.length) ?? '1'), rules: rules.map(checkRule) };
}

function parseTerm(term: string): RawRule {
  const [head = '', ...details] = term.split(':');
  const [name = '', when = 'all'] = splitOnce(head, '=');
  const [fault = '', on] = splitOnce(name, '@');
  const parameters: Record<string, string> = {};
  for (const detail of details) {
    const [key = '', value] = splitOnce(detail, '=');
    if (value === undefined)
      throw new LocalOptionError(`Fault "${term}": "${detail}" is not of the form NAME=VALUE.`);
    parameters[key] = value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return { fault, on: on?.split('|') ?? [], when, parameters };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function checkRule({ fault, on, when, parameters }: RawRule): FaultRule {
  if (!isKind(fault)) {
    throw new LocalOptionError(
      `There is no fault "${fault}"; there are ${Object.keys(FAULT_KINDS).join(', ')}.`,
    );
  }
  const checked = checkParameters(fault, parameters);
  const unknown = on.find((operation) => !OPERATION_NAMES.has(operation));
  if (unknown !== undefined) {
    throw new LocalOptionError(
      `Fault "${fault}": there is no operation "${unknown}"; write one like PutRecordBatch, or *.`,
    );
  }
  if (fault === 'poison' && checked.contains === undefined && checked.entries === undefined) {
    throw new LocalOptionError(
      'Fault "poison" needs to know its records: add :contains=TEXT or :entries=NUMBER.',
    );
  }
  return {
    fault,
    on: on.length > 0 ? on : usualOperations(fault, checked),
    when: parseWhen(when, `Fault "${fault}"`),
    parameters: checked,
  };
}

/** A record that always fails fails in PutRecord as well, where the whole call is its entry. */
function usualOperations(fault: FaultKind, { contains }: FaultParameters): readonly string[] {
  return fault === 'failed-entries' && contains !== undefined ? FAULT_KINDS.poison.on : FAULT_KINDS[fault].on;
}

function checkParameters(fault: FaultKind, raw: Readonly<Record<string, string>>): FaultParameters {
  const allowed: readonly string[] = FAULT_KINDS[fault].parameters;
  const checked: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(raw)) {
    if (!allowed.includes(name)) {
      throw new LocalOptionError(
        `Fault "${fault}" has no parameter "${name}"; it takes ${allowed.join(', ')}.`,
      );
    }
    checked[name] = PARAMETER_PARSERS[name as keyof FaultParameters](text, `Fault "${fault}", ${name}`);
  }
  return checked;
}

function isKind(name: string): name is FaultKind {
  return Object.hasOwn(FAULT_KINDS, name);
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= MAX_SEED) return seed;
  throw new LocalOptionError(`Faults: the seed "${text}" is not a whole number from 0 to ${MAX_SEED}.`);
}

function parseScriptFile(path: string): FaultScript {
  const script = readScript(path);
  if (!isObject(script) || !Array.isArray(script.rules)) {
    throw new LocalOptionError(
      `Faults: ${path} is not of the form {"seed":1,"rules":[{"fault":"unavailable","when":"2%"}]}.`,
    );
  }
  const rules = script.rules.map((rule: unknown, index) =>
    checkRule(rawRuleOf(rule, `${path}, rule ${index + 1}`)),
  );
  return { seed: parseSeed(String(script.seed ?? 1)), rules };
}

function readScript(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new LocalOptionError(`Faults: the script ${path} ${why}: ${(cause as Error).message}.`, { cause });
  }
}

function rawRuleOf(rule: unknown, where: string): RawRule {
  if (!isObject(rule) || typeof rule.fault !== 'string') {
    throw new LocalOptionError(
      `Faults: ${where} names no fault; it needs "fault": "unavailable" or another kind.`,
    );
  }
  const { fault, on = [], when = 'all', ...rest } = rule;
  const parameters = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, textOf(value, where, name)]),
  );
  const operations = (Array.isArray(on) ? on : [on]).map((name) => textOf(name, where, 'on'));
  return { fault: rule.fault, on: operations, when: textOf(when, where, 'when'), parameters };
}

function textOf(value: unknown, where: string, name: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  throw new LocalOptionError(`Faults: ${where}: "${name}" is neither text nor a number.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
