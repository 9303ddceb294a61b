import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalAws, startLocalAws } from '../../src/local/local-aws.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { type MainOptions, runMain } from '../support/run-main.ts';
import { codeBlocks, readDocument } from './markdown.ts';

/** Commands of the documents that no test here runs, each with its reason; none of them starts the scenario. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'installs, which .ci/run does; test/docs/report-fields.test.ts does the rest',
  'npm ci && npm test': 'runs these tests',
  'npm run check': '.ci/run runs it',
  'npm run build && npm pack': 'writes to the checkout; test/package.test.ts does both with a copy',
  'npm run bench': 'measures, and a benchmark is no timed test',
  'npm run docs': 'writes to the checkout; every other test here tells whether it has been run',
  'npm run wasm': 'writes to the checkout; a test of its own tells whether it has been run',
  'resources/setup.sh --synth-only -c stream=my-stream':
    'needs the packages in resources/; test/resources/template.cdk.ts runs it',
  'resources/setup.sh -c stream=my-stream': 'deploys to an account',
  'npx tsx test/bench/local-aws.ts': 'measures, and a benchmark is no timed test',
  'aws firehose create-delivery-stream --endpoint-url http://127.0.0.1:4566 --delivery-stream-name alerts --extended-s3-destination-configuration RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::alerts':
    'needs the AWS CLI, and npm test needs Node.js only; test/docs/producer.test.ts makes the same stream',
  "curl -s 'http://127.0.0.1:4566/_local/stored?stream=alerts' | wc -l":
    'needs curl; test/docs/producer.test.ts asks the same',
  'npm install @aws-sdk/client-firehose @aws-sdk/client-cloudwatch p-retry@7':
    'needs the network; test/docs/snippet.test.ts checks the names and versions',
};

/** Exit codes of commands that show how a run fails, or that only a signal ends. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'npx tsx src/scenario.ts --local --faults poison:contains=192.0.2.215': 1,
  'npx tsx src/scenario.ts local --port 4566 --faults failed-entries=5%': 130,
};

/** What a command prints, where that is no report of a run. */
const PRINTED: readonly (readonly [RegExp, RegExp])[] = [
  [/ts setup /, /my-stream/],
  [/ts teardown /, /removed/],
  [/ts read .*--compare/, /^ {2}S3 +proven: 700 of 700 found in S3/m],
  [/ts read /, /^(\{"ip_address".*\}\n){700}$/],
  [/ts doctor /, /^ {2}Region .*\nAll is well: .*\n$/s],
  [/ts local /, /AWS_ENDPOINT_URL=http/],
];
const REPORT = /^(All [\d,]+ records? delivered|[\d,]+ of|Dry run|\{)/;

/** Commands that a reader has given before, where a block needs more than a stream. */
const GIVEN_BEFORE: readonly (readonly [RegExp, string])[] = [
  [/ts read .*--since/, 'npx tsx src/scenario.ts --stream my-stream --data events.ndjson'],
];

/** Each block of commands, one command a line. */
const blocks = ['README.md', 'SPECIFICATION.md']
  .flatMap((name) => codeBlocks(readDocument(name)))
  .filter(({ language }) => language === 'sh')
  .map(({ code }) =>
    code
      .replace(/\\\n\s*/g, '')
      .trimEnd()
      .split('\n'),
  );
const commands = blocks.flat();
const runnable = blocks.filter((block) => block.every((command) => !(command in NOT_RUN)));

const before = process.cwd();
afterEach(() => process.chdir(before));

/** A reader's folder with the files that the documents name; it is the working directory until the test is over. */
function enterFolder(): void {
  const folder = newFolder();
  const events = asFile(alertLines(700));
  const letter = { file: 'events.ndjson', index: 0, offset: 0, reason: 'undelivered', data: 'eyJuIjoxfQo=' };
  writeFileSync(join(folder, 'events.ndjson'), events);
  writeFileSync(join(folder, 'events.ndjson.gz'), gzipSync(events));
  writeFileSync(join(folder, 'dead-letters.ndjson'), `${JSON.stringify(letter)}\n`);
  process.chdir(folder);
}

/** An embedded AWS that delivers at once, so that no command waits for the buffering interval. */
async function startQuickAws(): Promise<LocalAws> {
  const aws = await startLocalAws({ dir: newFolder(), creatingMs: 0 });
  let state: 'open' | 'closed' = 'open';
  const hurry = (async () => {
    while (state === 'open') {
      await aws.flush();
      await pause(20);
    }
  })();
  onTestFinished(async () => {
    state = 'closed';
    await hurry;
    await aws.close();
  });
  return aws;
}

/** Runs one line of a document in this process: a pipe from zcat, the program, and a file for its output. */
async function run(aws: LocalAws, line: string) {
  const [, piped, words = '', file] =
    /^(?:zcat (\S+) \| )?npx tsx src\/scenario\.ts ?([^>]*?)(?: > (\S+))?$/.exec(line) ?? [];
  const environment = {
    ...LOCAL_CREDENTIALS,
    AWS_ENDPOINT_URL: aws.endpoint,
    // Twice in a second, because what is waited for comes at once.
    FIREHOSE_VERIFY_DEADLINE_S: '5',
  };
  const stdin = piped === undefined ? {} : { stdin: Readable.from([readFileSync(piped)]) };
  // A port that is free, and Ctrl-C as soon as the server says that it is there.
  const serving: MainOptions = words.startsWith('local ')
    ? { onStdout: (_, signal) => signal('SIGINT') }
    : {};
  const args = words.replace('--port 4566', '--port 0').split(' ');
  const result = await runMain(
    args.filter((word) => word !== ''),
    { environment, ...stdin, ...serving },
  );
  if (file !== undefined) writeFileSync(file, result.stdout);
  return result;
}

describe('the commands of the documents run, a block at a time', () => {
  it.each(runnable.map((block) => [block.join('; '), block] as const))('%s', async (_, block) => {
    enterFolder();
    const aws = await startQuickAws();
    const all = block.join('\n');
    const prepared = GIVEN_BEFORE.filter(([which]) => which.test(all)).map(([, line]) => line);
    const setup = 'npx tsx src/scenario.ts setup --stream my-stream';
    const needsStream = / --stream my-stream/.test(all) && !/ts setup /.test(all);
    for (const line of [...(needsStream ? [setup] : []), ...prepared, ...block]) {
      expect(line).toMatch(/^(zcat \S+ \| )?npx tsx src\/scenario\.ts/);
      // What the line before has sent is there for this one.
      await aws.flush();
      const { code, stdout, stderr } = await run(aws, line);
      expect(code, stderr).toBe(EXIT_CODES[line] ?? 0);
      expect(stdout).toMatch(PRINTED.find(([which]) => which.test(line))?.[1] ?? REPORT);
    }
  });

  it('and those that are not run stand in a document, and never start the scenario', () => {
    const listed = [...Object.keys(NOT_RUN), ...Object.keys(EXIT_CODES)];
    expect(listed.filter((command) => !commands.includes(command))).toEqual([]);
    expect(Object.keys(NOT_RUN).filter((command) => command.includes('src/scenario.ts'))).toEqual([]);
  });

  it('npm start is the run on the embedded AWS', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
    expect(scripts.start).toBe('tsx src/scenario.ts --local --verify');
  });
});
