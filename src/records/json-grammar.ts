/**
 * JSON (RFC 8259) as a table: state and byte give the next state, or an action where a stack is needed.
 * One look-up a byte keeps the scanner short and fast, and lets it stop and go on between any two bytes.
 * Each state exists once a container, otherwise every comma would have to ask the stack what comes next.
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
] as const;

/** What the table asks the scanner to do instead of going to a state. */
const ACTIONS = [
  'space',
  'space behind number',
  'open object',
  'open array',
  'close',
  'end',
  'end before',
  'bad',
] as const;

type State = (typeof STATES)[number];
type Action = (typeof ACTIONS)[number];

/** A value that stands in nothing: the document itself. */
export const TOP = 0;
/** A value that stands in an array. */
export const ARRAY = 1;
/** A value, or its key, that stands in an object. */
export const OBJECT = 2;
const CONTAINERS = [TOP, ARRAY, OBJECT] as const;

/** The number of a state in a container. */
export function stateOf(name: State, container: number): number {
  return STATES.indexOf(name) * CONTAINERS.length + container;
}

/** The container that a state is in. */
export function containerOf(state: number): number {
  return state % CONTAINERS.length;
}

/** States from this number on are inside a string. */
export const FIRST_STRING = stateOf('string', TOP);
/** Numbers from this one on are no states but actions. */
export const FIRST_ACTION = STATES.length * CONTAINERS.length;

/** The number of an action in the table. */
export function actionOf(name: Action): number {
  return FIRST_ACTION + ACTIONS.indexOf(name);
}

const SPACES = ' \t\n\r';
const DIGITS = '0123456789';
const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;
const NUMBER_ENDS: readonly State[] = ['zero', 'digits', 'fraction', 'exponent digits'];

/** The next state or action, at `state << 8 | byte`. */
export const TABLE: Uint8Array = new Uint8Array(FIRST_ACTION << 8).fill(actionOf('bad'));

function put(from: number, bytes: string, to: number): void {
  for (const byte of bytes) TABLE[(from << 8) | byte.charCodeAt(0)] = to;
}

/** The same step in every container. */
function rule(from: State, bytes: string, to: State): void {
  for (const container of CONTAINERS) put(stateOf(from, container), bytes, stateOf(to, container));
}

function act(from: State, bytes: string, action: Action): void {
  for (const container of CONTAINERS) put(stateOf(from, container), bytes, actionOf(action));
}

/** The byte that completes a value. */
function complete(from: State, byte: string): void {
  rule(from, byte, 'after');
  put(stateOf(from, TOP), byte, actionOf('end'));
}

function values(): void {
  for (const from of ['value', 'first value'] as const) {
    rule(from, '"', 'string');
    rule(from, '-', 'minus');
    rule(from, '0', 'zero');
    rule(from, '123456789', 'digits');
    for (const literal of ['t', 'f', 'n'] as const) rule(from, literal, literal);
    act(from, '{', 'open object');
    act(from, '[', 'open array');
  }
}

function structure(): void {
  for (const from of ['value', 'first value', 'first key', 'key', 'colon', 'after'] as const)
    act(from, SPACES, 'space');
  put(stateOf('first value', ARRAY), ']', actionOf('close'));
  put(stateOf('first key', OBJECT), '}', actionOf('close'));
  for (const from of ['first key', 'key'] as const) rule(from, '"', 'key string');
  rule('colon', ':', 'value');
  for (const from of ['after', ...NUMBER_ENDS] as const) {
    put(stateOf(from, ARRAY), ',', stateOf('value', ARRAY));
    put(stateOf(from, ARRAY), ']', actionOf('close'));
    put(stateOf(from, OBJECT), ',', stateOf('key', OBJECT));
    put(stateOf(from, OBJECT), '}', actionOf('close'));
  }
}

function numbers(): void {
  rule('minus', '0', 'zero');
  rule('minus', '123456789', 'digits');
  rule('digits', DIGITS, 'digits');
  for (const from of ['point', 'fraction'] as const) rule(from, DIGITS, 'fraction');
  for (const from of ['zero', 'digits'] as const) rule(from, '.', 'point');
  for (const from of ['zero', 'digits', 'fraction'] as const) rule(from, 'eE', 'exponent');
  rule('exponent', '+-', 'exponent sign');
  for (const from of ['exponent', 'exponent sign', 'exponent digits'] as const)
    rule(from, DIGITS, 'exponent digits');
  for (const from of NUMBER_ENDS) {
    act(from, SPACES, 'space behind number');
    // Only a number doesn't know its own end; at the top the byte behind it belongs to whoever called.
    put(stateOf(from, TOP), `${SPACES},]}`, actionOf('end before'));
  }
}

function literals(): void {
  for (const path of [
    ['t', 'tr', 'tru'],
    ['f', 'fa', 'fal', 'fals'],
    ['n', 'nu', 'nul'],
  ] as const) {
    for (const [at, from] of path.entries()) {
      const to = path[at + 1];
      if (to !== undefined) rule(from, to.slice(-1), to);
    }
  }
  complete('tru', 'e');
  complete('fals', 'e');
  complete('nul', 'l');
}

function strings(): void {
  const own = ['string', 'escape', 'hex 1', 'hex 2', 'hex 3', 'hex 4'] as const;
  const key = ['key string', 'key escape', 'key hex 1', 'key hex 2', 'key hex 3', 'key hex 4'] as const;
  // Bytes of 0x80 and above are let through here: whether they are UTF-8 is looked at a chunk at a time.
  const plain = String.fromCharCode(...Array.from({ length: 0x100 - 0x20 }, (_, at) => at + 0x20));
  for (const [text, escaped, ...hex] of [own, key]) {
    rule(text, plain, text);
    rule(text, '\\', escaped);
    rule(escaped, '"\\/bfnrt', text);
    rule(escaped, 'u', hex[0]);
    for (const [at, from] of hex.entries()) rule(from, HEX_DIGITS, hex[at + 1] ?? text);
  }
  complete('string', '"');
  rule('key string', '"', 'colon');
}

for (const fill of [values, structure, numbers, literals, strings]) fill();

/** What a state waits for, in the words of an error message. */
export function expectedIn(state: number): string {
  const name = STATES[Math.floor(state / CONTAINERS.length)] ?? '';
  const words: Record<string, string> = {
    value: 'a value',
    'first value': 'a value or "]"',
    'first key': 'a key in quotes or "}"',
    key: 'a key in quotes',
    colon: '":"',
    after: containerOf(state) === OBJECT ? '"," or "}"' : '"," or "]"',
  };
  if (name.includes('string')) return 'the rest of a string, without control characters';
  if (name.includes('escape') || name.includes('hex')) return 'the rest of an escape sequence';
  return words[name] ?? (/^[tfn]/.test(name) ? 'true, false or null' : 'the rest of a number');
}
