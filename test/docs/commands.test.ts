import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../src/local/local-aws.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { makeStream } from '../support/embedded.ts';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { runMain } from '../support/run-main.ts';
import { codeBlocks, readDocument } from './markdown.ts';

/** Commands of the documents that no test here runs, each with its reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'installs, which .ci/run does; test/docs/report-fields.test.ts does the rest',
  'npm ci && npm test': 'runs these tests',
  'npm run check': '.ci/run runs it',
  'npm run build && npm pack': 'writes to the checkout; test/package.test.ts does both with a copy',
  'npm run bench': 'measures, and a benchmark is no timed test',
  'npm run docs': 'writes to the checkout; every other test here tells whether it has been run',
  'resources/setup.sh --synth-only -c stream=my-stream':
    'needs the packages in resources/; test/resources/template.cdk.ts runs it',
  'resources/setup.sh -c stream=my-stream': 'deploys to an account',
  'npx tsx src/scenario.ts --stream my-stream --data events.ndjson --verify':
    'waits for the buffering interval; test/cli/verify.test.ts does it where that is short',
  'npx tsx src/scenario.ts read --stream my-stream --since 2h':
    'prints records and no report; test/cli/read.test.ts reads them',
  'npx tsx src/scenario.ts read --stream my-stream --compare events.ndjson --report report.json':
    'waits for the buffering interval; test/cli/compare.test.ts does it where that is over',
  'npx tsx test/bench/local-aws.ts': 'measures, and a benchmark is no timed test',
  'npx tsx src/scenario.ts local --port 4566 --faults failed-entries=5%':
    'serves until it is stopped; test/cli/serve.test.ts does that on a free port',
  'aws firehose create-delivery-stream --endpoint-url http://127.0.0.1:4566 --delivery-stream-name alerts --extended-s3-destination-configuration RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::alerts':
    'needs the AWS CLI, and npm test needs Node.js only; test/docs/producer.test.ts makes the same stream',
  "curl -s 'http://127.0.0.1:4566/_local/stored?stream=alerts' | wc -l":
    'needs curl; test/docs/producer.test.ts asks the same',
  'npx tsx src/scenario.ts teardown --stream my-stream --yes --delete-data':
    'would remove what the other commands need; test/cli/teardown.test.ts runs it',
  'npm install @aws-sdk/client-firehose @aws-sdk/client-cloudwatch p-retry@7':
    'needs the network; test/docs/snippet.test.ts checks the names and versions',
};

/** Exit codes of commands that show how a run fails. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'npx tsx src/scenario.ts --local --faults poison:contains=192.0.2.215': 1,
};

const commands = ['README.md', 'SPECIFICATION.md']
  .flatMap((name) => codeBlocks(readDocument(name)))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) =>
    code
      .replace(/\\\n\s*/g, '')
      .trimEnd()
      .split('\n'),
  );
const runnable = commands.filter((command) => !(command in NOT_RUN));

let aws: LocalAws;
let folder: string;
const before = process.cwd();

beforeAll(async () => {
  folder = newFolder();
  aws = await startLocalAws({ dir: join(newFolder(), 'aws'), creatingMs: 0 });
  await makeStream(aws, 'my-stream');
  const events = asFile(alertLines(700));
  writeFileSync(join(folder, 'events.ndjson'), events);
  writeFileSync(join(folder, 'events.ndjson.gz'), gzipSync(events));
  const letter = { file: 'events.ndjson', index: 0, offset: 0, reason: 'undelivered', data: 'eyJuIjoxfQo=' };
  writeFileSync(join(folder, 'dead-letters.ndjson'), `${JSON.stringify(letter)}\n`);
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await aws.close();
});

/** Runs one line of a document in this process: a pipe from zcat, the program, and a file for its output. */
async function run(line: string) {
  const [, piped, words = '', file] =
    /^(?:zcat (\S+) \| )?npx tsx src\/scenario\.ts ?([^>]*?)(?: > (\S+))?$/.exec(line) ?? [];
  const environment = { ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
  const stdin = piped === undefined ? {} : { stdin: Readable.from([readFileSync(piped)]) };
  const result = await runMain(
    words.split(' ').filter((word) => word !== ''),
    { environment, ...stdin },
  );
  if (file !== undefined) writeFileSync(file, result.stdout);
  return result;
}

describe('a command of the documents', () => {
  it.each(runnable)('%s', async (line) => {
    expect(line).toMatch(/^(zcat \S+ \| )?npx tsx src\/scenario\.ts/);
    const { code, stdout, stderr } = await run(line);
    expect(code, stderr).toBe(EXIT_CODES[line] ?? 0);
    expect(stdout).toMatch(/^(All [\d,]+ records? delivered|[\d,]+ of|Dry run| {2}Region|\{)/);
  });

  it('that is listed as not run stands in a document', () => {
    expect(Object.keys(NOT_RUN).filter((command) => !commands.includes(command))).toEqual([]);
    expect(Object.keys(EXIT_CODES).filter((command) => !commands.includes(command))).toEqual([]);
  });

  it('npm start is the run on the embedded AWS', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
    expect(scripts.start).toBe('tsx src/scenario.ts --local --verify');
  });
});
