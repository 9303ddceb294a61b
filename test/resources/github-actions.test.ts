import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/settings/package-root.ts';
import { readDocument } from '../docs/markdown.ts';
import { CLEAN_ENVIRONMENT, LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { startAws } from '../support/embedded.ts';
import { newFolder } from '../support/folders.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes': number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: { readonly embedded: Job; readonly stream: Job };
}

/** A repository's variable as an expression names it. */
const variable = (name: string, context = 'vars') => `\${{ ${context}.${name} }}`;

const text = readDocument('resources/github-actions.yml');
const workflow: Workflow = parse(text);
const { embedded, stream } = workflow.jobs;

/** What GitHub's own parser finds wrong with each of these workflows. */
function faultsOf(contents: readonly string[]): readonly (readonly string[])[] {
  const program = join(packageRoot(), 'test', 'resources', 'workflow-faults.ts');
  const options = { input: JSON.stringify(contents), encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), program],
    options,
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** Slips, each a text of the workflow and what somebody might have written instead. */
const SLIPS = {
  'a misspelt key': ['timeout-minutes: 10', 'timeout-minute: 10'],
  'a permission that there is not': ['id-token: write', 'id-tokens: write'],
  'an expression that breaks off': ["vars.FIREHOSE_STREAM != ''", 'vars.FIREHOSE_STREAM !='],
  'a context that there is not': [variable('AWS_REGION'), variable('AWS_REGION', 'var')],
  'a job that there is not': ['needs: embedded', 'needs: embeded'],
} as const;

describe('the example workflow', () => {
  it("has no fault that GitHub's parser knows, and would have one with a slip", () => {
    const slips = Object.entries(SLIPS);
    const spoilt = slips.map(([, [good, bad]]) => text.replace(good, () => bad));
    const [faults, ...others] = faultsOf([text, ...spoilt]);
    expect(faults).toEqual([]);
    const unseen = slips.filter((_, place) => spoilt[place] === text || others[place]?.length === 0);
    expect(unseen.map(([slip]) => slip)).toEqual([]);
  });

  it('pins every action to one release', () => {
    const actions = [...embedded.steps, ...stream.steps].flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(action).toMatch(/^(actions|aws-actions)\/[\w-]+@v\d+\.\d+\.\d+$/);
  });

  it('lets each job do what it needs and no more, for a bounded time', () => {
    expect(workflow.permissions).toEqual({});
    expect(embedded.permissions).toEqual({ contents: 'read' });
    expect(stream.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    for (const job of [embedded, stream]) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(15);
      expect(job.concurrency).toMatchObject({ group: expect.stringContaining('firehose-') });
    }
  });

  it('reaches a real stream where one is named, not for a pull request, and without a stored key', () => {
    expect(stream.if).toBe("github.event_name != 'pull_request' && vars.FIREHOSE_STREAM != ''");
    expect(text).not.toContain('secrets.');
    const uses = stream.steps.map((step) => step.uses ?? step.run ?? '');
    const credentials = uses.findIndex((name) => name.startsWith('aws-actions/configure-aws-credentials@'));
    expect(uses.indexOf('npm ci')).toBeLessThan(credentials);
    expect(stream.steps[credentials]?.with).toEqual({
      'role-to-assume': variable('AWS_ROLE_ARN'),
      'aws-region': variable('AWS_REGION'),
    });
  });

  it('uploads the report alone, which holds no record', () => {
    const steps = [...embedded.steps, ...stream.steps];
    const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(uploads.map((step) => step.with?.path)).toEqual(['report.json', 'report.json']);
  });

  it('starts nothing but npm and the scenario', () => {
    const lines = [...embedded.steps, ...stream.steps].flatMap(({ run }) => run ?? []);
    expect(lines.filter((line) => !line.startsWith('npx tsx src/scenario.ts ') && line !== 'npm ci')).toEqual(
      [],
    );
    expect(scenarioOf(embedded)).toContain('--local');
  });
});

const scenarioOf = ({ steps }: Job) => steps.find(({ run }) => run?.includes('scenario.ts'))?.run ?? '';

/** Runs a line as GitHub does, by `bash -e` in a checkout, and reads what it left there. */
async function runStep(line: string, environment: Readonly<Record<string, string>>) {
  const checkout = newFolder();
  for (const name of ['src', 'resources', 'node_modules', 'package.json'])
    symlinkSync(join(packageRoot(), name), join(checkout, name));
  const summary = join(checkout, 'summary.md');
  const env = { ...CLEAN_ENVIRONMENT, CI: 'true', GITHUB_STEP_SUMMARY: summary, ...environment };
  await promisify(execFile)('bash', ['-e', '-c', line], { cwd: checkout, env });
  const report = JSON.parse(readFileSync(join(checkout, 'report.json'), 'utf8'));
  return { report, summary: readFileSync(summary, 'utf8') };
}

// Two programs start for each, npx and the scenario, which a busy machine is slow at.
describe('a line of the example workflow', { timeout: 120_000 }, () => {
  it('accounts for every record on the embedded AWS', async () => {
    const { report, summary } = await runStep(scenarioOf(embedded), {});
    expect(report).toMatchObject({ stream: 'local-stream', exitCode: 0, ledger: { delivered: 5_550 } });
    expect(report.putRecordBatch.failedPutCount).toBeGreaterThan(0);
    expect(summary).toMatch(/^### All 5,550 records delivered\n/);
  });

  it('sends to the stream that the repository names', async () => {
    const aws = await startAws();
    const variables = Object.entries(stream.env ?? {});
    expect(variables).toEqual([['FIREHOSE_STREAM', variable('FIREHOSE_STREAM')]]);
    const environment = { ...LOCAL_CREDENTIALS, FIREHOSE_STREAM: 'alerts', AWS_ENDPOINT_URL: aws.endpoint };
    const { report, summary } = await runStep(scenarioOf(stream), environment);
    expect(report).toMatchObject({ stream: 'alerts', exitCode: 0, ledger: { delivered: 5_550 } });
    expect(summary).toContain('Stream `alerts` in `us-east-1`');
  });
});
