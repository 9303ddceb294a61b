import type { Input } from '../input.ts';
import { WireError } from '../service.ts';
import type { Shape } from './shape.ts';

/** A form's parameters as a tree: `A.member.2.B=x` is `x` under A, member, 2, B. */
interface Branch {
  text: string | undefined;
  readonly below: Map<string, Branch>;
}

/** The parameters of an awsQuery call as the structure that `shape` describes; parameters beside it are passed over. */
export function readQueryInput(form: URLSearchParams, shape: Readonly<Record<string, Shape>>): Input {
  const root = newBranch();
  for (const [name, text] of form) {
    const first = name.split('.', 1)[0] ?? '';
    if (Object.hasOwn(shape, first)) plant(root, name, text);
  }
  return readStructure(root, shape);
}

const newBranch = (): Branch => ({ text: undefined, below: new Map() });

function plant(root: Branch, name: string, text: string): void {
  let branch = root;
  for (const part of name.split('.', 12)) {
    const next = branch.below.get(part) ?? newBranch();
    branch.below.set(part, next);
    branch = next;
  }
  branch.text = text;
}

function readStructure(branch: Branch, shape: Readonly<Record<string, Shape>>): Input {
  const entries: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(shape)) {
    const below = branch.below.get(name);
    if (below !== undefined) entries.push([name, readValue(below, inner, name)]);
  }
  return Object.fromEntries(entries);
}

function readValue(branch: Branch, shape: Shape, name: string): unknown {
  if (typeof shape === 'string') return readScalar(branch.text ?? '', shape, name);
  return 'list' in shape ? readList(branch, shape.list, name) : readStructure(branch, shape.structure);
}

/** Lists come as `A.member.1`, and as `A.1` where a service flattens them. Gaps in the numbers mean nothing. */
function readList(branch: Branch, shape: Shape, name: string): readonly unknown[] {
  const members = branch.below.get('member') ?? branch;
  return [...members.below]
    .filter(([key]) => /^\d{1,9}$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, below]) => readValue(below, shape, name));
}

function readScalar(
  text: string,
  shape: 'string' | 'number' | 'boolean' | 'timestamp',
  name: string,
): unknown {
  if (shape === 'string') return text;
  if (shape === 'boolean') return readBoolean(text, name);
  const number = shape === 'timestamp' ? readInstant(text) : Number(text);
  if (text.trim() !== '' && !Number.isNaN(number)) return number;
  throw malformed(`${text.slice(0, 80)} is not a valid value of ${name}`);
}

function readInstant(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1_000;
}

function readBoolean(text: string, name: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw malformed(`${text.slice(0, 80)} is not a valid value of ${name}`);
}

const malformed = (message: string): WireError => new WireError('MalformedInput', message);
