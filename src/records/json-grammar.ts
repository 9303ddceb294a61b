/**
 * JSON (RFC 8259) as a table: state and byte give the next state, or an action where a stack is needed.
 * One look-up a byte keeps the scanner short and fast, and lets it stop and go on between any two bytes.
 */
const STATES = [
  // Between tokens.
  ...['value', 'first value', 'first key', 'key', 'colon', 'after'],
  // Numbers; those that may end here are named in NUMBER_ENDS.
  ...['minus', 'zero', 'digits', 'point', 'fraction', 'exponent', 'exponent sign', 'exponent digits'],
  ...['t', 'tr', 'tru', 'f', 'fa', 'fal', 'fals', 'n', 'nu', 'nul'],
  ...['escape', 'hex 1', 'hex 2', 'hex 3', 'hex 4'],
  ...['key escape', 'key hex 1', 'key hex 2', 'key hex 3', 'key hex 4'],
  // From here on the scanner may run ahead to the next quote, backslash or control byte.
  ...['string', 'key string'],
  // From here on the scanner has to act.
  ...[
    'end value',
    'space',
    'end number',
    'comma',
    'open object',
    'open array',
    'close object',
    'close array',
  ],
  'error',
] as const;

export type Step = (typeof STATES)[number];

/** The number of a state or action in the table. */
export function step(name: Step): number {
  return STATES.indexOf(name);
}

export const FIRST_STRING = step('string');
export const FIRST_ACTION = step('end value');

const SPACES = ' \t\n\r';
const DIGITS = '0123456789';
const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;
const NUMBER_ENDS: readonly Step[] = ['zero', 'digits', 'fraction', 'exponent digits'];

function rule(table: Uint8Array, from: Step, bytes: string, to: Step): void {
  for (const byte of bytes) table[(step(from) << 8) | byte.charCodeAt(0)] = step(to);
}

function values(table: Uint8Array, from: Step): void {
  const starts: Record<string, Step> = { '"': 'string', '{': 'open object', '[': 'open array', '-': 'minus' };
  for (const [byte, to] of Object.entries({ ...starts, t: 't', f: 'f', n: 'n', '0': 'zero' } as const)) {
    rule(table, from, byte, to);
  }
  rule(table, from, '123456789', 'digits');
  rule(table, from, SPACES, 'space');
}

function structure(table: Uint8Array): void {
  values(table, 'value');
  values(table, 'first value');
  rule(table, 'first value', ']', 'close array');
  rule(table, 'first key', '}', 'close object');
  for (const state of ['first key', 'key'] as const) rule(table, state, '"', 'key string');
  rule(table, 'colon', ':', 'value');
  for (const state of ['first key', 'key', 'colon', 'after'] as const) rule(table, state, SPACES, 'space');
  for (const state of ['after', ...NUMBER_ENDS] as const) {
    rule(table, state, ',', 'comma');
    rule(table, state, '}', 'close object');
    rule(table, state, ']', 'close array');
  }
}

function numbers(table: Uint8Array): void {
  rule(table, 'minus', '0', 'zero');
  rule(table, 'minus', '123456789', 'digits');
  rule(table, 'digits', DIGITS, 'digits');
  for (const state of ['point', 'fraction'] as const) rule(table, state, DIGITS, 'fraction');
  for (const state of ['zero', 'digits'] as const) rule(table, state, '.', 'point');
  for (const state of ['zero', 'digits', 'fraction'] as const) rule(table, state, 'eE', 'exponent');
  rule(table, 'exponent', '+-', 'exponent sign');
  for (const state of ['exponent', 'exponent sign', 'exponent digits'] as const) {
    rule(table, state, DIGITS, 'exponent digits');
  }
  for (const state of NUMBER_ENDS) rule(table, state, SPACES, 'end number');
}

function literals(table: Uint8Array): void {
  for (const path of [
    ['t', 'tr', 'tru'],
    ['f', 'fa', 'fal', 'fals'],
    ['n', 'nu', 'nul'],
  ] as const) {
    path.forEach((from, at) => {
      const to = path[at + 1];
      if (to !== undefined) rule(table, from, to.slice(-1), to);
    });
  }
  rule(table, 'tru', 'e', 'end value');
  rule(table, 'fals', 'e', 'end value');
  rule(table, 'nul', 'l', 'end value');
}

function strings(table: Uint8Array): void {
  const own = ['string', 'escape', 'hex 1', 'hex 2', 'hex 3', 'hex 4'] as const;
  const key = ['key string', 'key escape', 'key hex 1', 'key hex 2', 'key hex 3', 'key hex 4'] as const;
  for (const [text, escaped, ...hex] of [own, key]) {
    // Bytes of 0x80 and above are let through here: whether they are UTF-8 is looked at a chunk at a time.
    table.fill(step(text), (step(text) << 8) | 0x20, (step(text) + 1) << 8);
    rule(table, text, '\\', escaped);
    rule(table, escaped, '"\\/bfnrt', text);
    rule(table, escaped, 'u', hex[0]);
    for (const [at, from] of hex.entries()) rule(table, from, HEX_DIGITS, hex[at + 1] ?? text);
  }
  rule(table, 'string', '"', 'end value');
  rule(table, 'key string', '"', 'colon');
}

/** The next state or action, at `state << 8 | byte`. */
export const TABLE: Uint8Array = new Uint8Array(FIRST_ACTION << 8).fill(step('error'));
for (const fill of [structure, numbers, literals, strings]) fill(TABLE);

/** What a state waits for, in the words of an error message. */
export function expectedIn(state: number, inObject: boolean): string {
  const name = STATES[state] ?? 'error';
  const words: Partial<Record<Step, string>> = {
    value: 'a value',
    'first value': 'a value or "]"',
    'first key': 'a key in quotes or "}"',
    key: 'a key in quotes',
    colon: '":"',
    after: inObject ? '"," or "}"' : '"," or "]"',
  };
  if (name.includes('string')) return 'the rest of a string, without control characters';
  if (name.includes('escape') || name.includes('hex')) return 'the rest of an escape sequence';
  return words[name] ?? (/^[tfn]/.test(name) ? 'true, false or null' : 'the rest of a number');
}

/** Whether a number may end in this state. */
export function endsNumber(state: number): boolean {
  const name = STATES[state];
  return name !== undefined && NUMBER_ENDS.includes(name);
}
