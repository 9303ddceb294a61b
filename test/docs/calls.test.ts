import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { codeBlock, inCode, links, readDocument, section, tableRows } from './markdown.ts';

const readme = readDocument('README.md');
const specification = readDocument('SPECIFICATION.md');

/** What policies call the services of the SDK's clients. */
const SERVICES: Readonly<Record<string, string>> = {
  firehose: 'firehose',
  cloudwatch: 'cloudwatch',
  'cloudwatch-logs': 'logs',
  sts: 'sts',
};

/** `firehose:PutRecord` and so on: every command that the files of a folder send, each once. */
function callsIn(folder: string): readonly string[] {
  const path = join(packageRoot(), folder);
  const names = readdirSync(path, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.ts'),
  );
  const calls = names.flatMap((name) => {
    const source = readFileSync(join(path, name), 'utf8');
    const service = SERVICES[/@aws-sdk\/client-([\w-]+)/.exec(source)?.[1] ?? ''];
    return [...source.matchAll(/new (?:\w+\.)?(\w+)Command\(/g)].map(
      ([, operation]) => `${service}:${operation}`,
    );
  });
  return [...new Set(calls)];
}

it("README's policy allows exactly the calls of the actions", () => {
  const policy = JSON.parse(codeBlock(readme, 'Least-privilege policy', 'json'));
  const allowed: string[] = policy.Statement.flatMap(({ Action }: { Action: string[] }) => Action);
  expect(allowed.toSorted()).toEqual(callsIn('src/actions').toSorted());
});

it("README's policy of the log group allows its calls, and not the making of a group", () => {
  const policy = JSON.parse(codeBlock(readme, 'Logs in CloudWatch Logs', 'json'));
  const allowed: string[] = policy.Statement.flatMap(({ Action }: { Action: string[] }) => Action);
  const calls = callsIn('src/aws').filter((call) => call.startsWith('logs:'));
  expect([...allowed, 'logs:CreateLogGroup'].toSorted()).toEqual(calls.toSorted());
});

it('SPECIFICATION.md lists every call with its parameters', () => {
  const folders = ['src/actions', 'src/destination', 'src/provision', 'src/aws'];
  const calls = [...new Set(folders.flatMap(callsIn))].map((call) => call.split(':')[1]);
  expect(
    tableRows(specification, 'API calls')
      .map(([operation]) => operation)
      .toSorted(),
  ).toEqual(calls.toSorted());
  for (const operation of calls) {
    expect(section(specification, 'API calls')).toMatch(new RegExp(`^${operation}:\n\n- \``, 'm'));
  }
});

it('README names every file of the actions, and only what they export', () => {
  const rows = tableRows(readme, 'Code to copy');
  const files = readdirSync(join(packageRoot(), 'src', 'actions'));
  expect(rows.map(([link]) => /\[(.+?)\]/.exec(link ?? '')?.[1]).toSorted()).toEqual(files.toSorted());
  for (const [link = '', gives = ''] of rows) {
    const source = readFileSync(join(packageRoot(), /\((.+)\)/.exec(link)?.[1] ?? ''), 'utf8');
    for (const [, name] of gives.matchAll(/`(\w+)`/g))
      expect(source).toMatch(new RegExp(`export .*\\b${name}\\b`));
  }
});

it('SPECIFICATION.md lists every log message with its level', () => {
  const documented = tableRows(specification, 'Output').map(([message, level]) => `${level}: ${message}`);
  const source = ['delivery', 'cli'].flatMap((room) => {
    const folder = join(packageRoot(), 'src', room);
    const names = readdirSync(folder, { recursive: true }) as string[];
    return names
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  });
  const logged = source.flatMap((text) =>
    [...text.matchAll(/\blog\s*\.(debug|info|warn|error)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g)].map(
      ([, level, parameters = '']) => `${level}: \`${/'([^']+)',?\s*$/.exec(parameters)?.[1]}\``,
    ),
  );
  expect([...new Set(logged)].toSorted()).toEqual(documented.toSorted());
});

it('README tells of every room of the source', () => {
  const rooms = readdirSync(join(packageRoot(), 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`);
  expect(rooms.filter((room) => !links(section(readme, 'How it works')).includes(room))).toEqual([]);
});

it('SPECIFICATION.md tells of every room in a room', () => {
  const root = packageRoot();
  const rooms = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => path.split('/').length > 2 && !path.startsWith('src/local/'));
  const told = tableRows(specification, 'Architecture', 1).map(([room = '']) => inCode(room));
  expect(told.toSorted()).toEqual(rooms.toSorted());
});
