import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/settings/package-root.ts';
import { factsOf, type Import, type SourceFacts } from './imports.ts';

/**
 * The floors of the house, from the top: an import goes only down. Rooms of one floor don't know each other, and no
 * exception is needed: what two of them share lies on a floor below.
 */
const FLOORS = [
  ['scenario.ts', 'index.ts'],
  ['cli', 'library'],
  ['delivery', 'destination', 'provision'],
  ['report', 'records'],
  ['settings'],
  ['aws'],
  ['actions', 'wasm'],
];

/** Where each package may stand. The SDK's clients are made in aws; who builds a command imports its client, too. */
const OWNERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^commander$/, ['cli']],
  [/^pino(-pretty)?$/, ['cli']],
  [/^p-retry$/, ['actions']],
  [/^@aws-sdk\/client-(firehose|cloudwatch)$/, ['actions', 'aws', 'provision', 'library']],
  [/^@aws-sdk\/client-/, ['aws', 'provision', 'destination']],
  [/^@(smithy|aws-sdk)\//, ['aws']],
  // A pure function of two words, for "did you mean": of options there, of streams here.
  [/^leven$/, ['cli', 'delivery']],
];

/** The only files that may load others lazily: whoever reads the code has to know where it goes on. */
const DOORS = [
  'cli/doors.ts',
  'cli/local.ts',
  'cli/logger.ts',
  'library/doors.ts',
  'aws/caller-identity.ts',
  'aws/log-service.ts',
];

/** Path below `src` → source. */
type Tree = Readonly<Record<string, string>>;

/** Every rule that a tree breaks, as `file: what`. */
function brokenRules(tree: Tree): string[] {
  const files = Object.entries(tree).map(([file, source]) => ({ file, facts: factsOf(source) }));
  const broken = files.flatMap(({ file, facts }) => brokenIn(file, facts).map((what) => `${file}: ${what}`));
  const isOutside = ({ file }: { readonly file: string }) => roomOf(file) !== 'local';
  const doors = files
    .filter(isOutside)
    .flatMap(({ file, facts }) => facts.imports.filter((one) => isDoor(file, one)));
  return doors.length > 1 ? [...broken, `there are ${doors.length} doors to local`] : broken;
}

function brokenIn(file: string, { imports, members, constructed }: SourceFacts): string[] {
  const makesClient =
    roomOf(file) !== 'aws' && [...constructed].some((name) => /^[A-Z]\w*Client$/.test(name));
  return [
    ...imports.map((found) => brokenBy(file, found)),
    ...[...members].map((member) => brokenByMember(file, member)),
    makesClient ? 'makes an SDK client outside of aws' : undefined,
  ].filter((what) => what !== undefined);
}

const roomOf = (file: string) => file.split('/')[0] ?? '';
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
const isDoor = (file: string, { specifier, kind }: Import) =>
  kind === 'lazy' && targetOf(file, specifier)[0] === 'local';

/** Room that a relative import leads to, and the file. */
function targetOf(file: string, specifier: string): readonly [room: string, file: string] {
  const target = posix.join(posix.dirname(file), specifier);
  return [roomOf(target), target];
}

function brokenBy(file: string, found: Import): string | undefined {
  const { specifier, kind } = found;
  if (kind === 'lazy' && !DOORS.includes(file)) return `imports ${specifier} lazily, and is no door`;
  if (!specifier.startsWith('.')) return brokenByPackage(roomOf(file), specifier);
  if (!specifier.endsWith('.ts')) return `imports ${specifier} without its .ts`;
  const [room, target] = targetOf(file, specifier);
  if (target === 'scenario.ts' || target === 'index.ts') return `imports ${target}, which nothing may import`;
  const own = roomOf(file);
  if (own === room) return undefined;
  if (own === 'local') return `is of local, which knows nothing of ${target}`;
  if (room === 'local')
    return kind === 'value' ? `imports ${target}, which is loaded lazily only` : undefined;
  const [from, to] = [floorOf(own), floorOf(room)];
  if (from < 0 || to < 0) return `imports ${target}: a room without a floor`;
  if (own === 'scenario.ts' && room !== 'cli') return `imports ${target} past the command line`;
  return from < to ? undefined : `imports ${target}, which is ${from === to ? 'beside' : 'above'} it`;
}

function brokenByPackage(room: string, specifier: string): string | undefined {
  if (specifier === 'node:process' || specifier === 'node:console') return `imports ${specifier}`;
  if (specifier.startsWith('node:')) {
    return room === 'actions'
      ? `imports ${specifier}: who copies an action takes its folder and packages only`
      : undefined;
  }
  if (room === 'local') return `imports ${specifier}: local stands on Node alone`;
  if (room === 'index.ts') return undefined;
  const owners = OWNERS.find(([name]) => name.test(specifier))?.[1];
  if (!owners) return `imports ${specifier}, which has no owner here yet`;
  return owners.includes(room) ? undefined : `imports ${specifier}, which belongs to ${owners.join(', ')}`;
}

function brokenByMember(file: string, member: string): string | undefined {
  const isExit = /^(globalThis\.)?process\.(exit|exitCode|reallyExit|abort)$/.test(member);
  if (isExit && file !== 'scenario.ts') return `uses ${member}: one place exits`;
  return /^(globalThis\.)?console\./.test(member) ? `uses ${member}` : undefined;
}

function readTree(): Tree {
  const folder = join(packageRoot(), 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

describe('the floors of the house', () => {
  const tree = readTree();

  it('are kept by every source file', () => {
    expect(Object.keys(tree).length).toBeGreaterThan(100);
    expect(brokenRules(tree)).toEqual([]);
  });

  it('have a place for every file and folder of src', () => {
    const rooms = new Set(Object.keys(tree).map(roomOf));
    expect([...rooms].filter((room) => floorOf(room) < 0)).toEqual(['local']);
  });

  it.each([
    ['an import up', 'actions/a.ts', "import { x } from '../aws/clients.ts';"],
    ['a type import up', 'settings/a.ts', "import type { X } from '../report/report.ts';"],
    ['a type named in place', 'settings/a.ts', "let x: import('../report/report.ts').X;"],
    ['an export of what is above', 'aws/a.ts', "export { x } from '../settings/settings.ts';"],
    ['a lazy import that is no door', 'cli/a.ts', "await import('./run.ts');"],
    ['a door that leads up', 'cli/doors.ts', "await import('../index.ts');"],
    ['a library that knows the command line', 'library/a.ts', "import { x } from '../cli/x.ts';"],
    ['a sibling', 'records/a.ts', "import { x } from '../report/format.ts';"],
    ['a sibling by type', 'delivery/a.ts', "import type { X } from '../provision/create-stream.ts';"],
    ['a room without a floor', 'cli/a.ts', "import { x } from '../helpers/x.ts';"],
    ['the entry', 'cli/a.ts', "import '../scenario.ts';"],
    ['the list of exports', 'cli/a.ts', "import { x } from '../index.ts';"],
    [
      'an entry that knows more than the command line',
      'scenario.ts',
      "import { x } from './report/text.ts';",
    ],
    ['an action with Node', 'actions/a.ts', "import { x } from 'node:fs';"],
    ['an action with another package', 'actions/a.ts', "import leven from 'leven';"],
    ['commander outside of cli', 'delivery/a.ts', "import { Command } from 'commander';"],
    ['pino outside of cli, if only its type', 'delivery/a.ts', "import type { Logger } from 'pino';"],
    ['p-retry outside of actions', 'delivery/a.ts', "import pRetry from 'p-retry';"],
    ['an SDK client in delivery', 'delivery/a.ts', "import { X } from '@aws-sdk/client-firehose';"],
    ['S3 in an action', 'actions/a.ts', "import { X } from '@aws-sdk/client-s3';"],
    ['a package that nobody owns', 'cli/a.ts', "import x from 'left-pad';"],
    ['a client made outside of aws', 'provision/a.ts', 'new FirehoseClient({});'],
    ['local that knows the rest', 'local/a.ts', "import { x } from '../aws/limits.ts';"],
    ['local that knows a type of the rest', 'local/s3/a.ts', "import type { X } from '../../aws/limits.ts';"],
    ['local with a package', 'local/a.ts', "import pino from 'pino';"],
    ['local loaded with the rest', 'cli/a.ts', "import { x } from '../local/local-aws.ts';"],
    ['a second place that exits', 'cli/a.ts', 'process.exit(1);'],
    ['a second place that sets the exit code', 'local/a.ts', 'process.exitCode = 1;'],
    ['the process by another name', 'cli/a.ts', "import { exit } from 'node:process';"],
    ['a console', 'local/a.ts', "console.error('x');"],
    ['an import of a name that is reckoned', 'cli/doors.ts', 'await import(name);'],
    ['an import without its ending', 'cli/a.ts', "import { x } from '../report/text';"],
  ])('catch %s', (_what, file, source) => {
    expect(brokenRules({ [file]: source })).toHaveLength(1);
  });

  it('have one door to local', () => {
    const door = "await import('../local/local-aws.ts');";
    expect(brokenRules({ 'cli/local.ts': door })).toEqual([]);
    expect(brokenRules({ 'cli/local.ts': door, 'cli/doors.ts': door })).toHaveLength(1);
  });

  it.each([
    ['an import down', 'cli/a.ts', "import { x } from '../actions/retry.ts';"],
    ['a neighbour in the same room', 'local/s3/a.ts', "import { x } from '../xml.ts';"],
    ['a type of local', 'cli/a.ts', "import type { X } from '../local/local-aws.ts';"],
    ['words in comments and texts', 'cli/a.ts', "// console.log, process.exit\nconst x = 'process.exit(1)';"],
    ['the one exit', 'scenario.ts', "import { main } from './cli/main.ts';\nprocess.exitCode = 1;"],
  ])('allow %s', (_what, file, source) => {
    expect(brokenRules({ [file]: source })).toEqual([]);
  });
});
