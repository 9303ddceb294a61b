import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/settings/package-root.ts';

/** A resource of a template, as far as the tests look at it. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes, and a wrong one fails its test.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** How resources/setup.sh ended. */
export interface SetUp {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a setup.sh in a folder, which is its home too: no network, account or setting of whoever runs the tests gets through. */
export async function setUp(
  cwd: string,
  args: readonly string[],
  script = join(packageRoot(), 'resources', 'setup.sh'),
): Promise<SetUp> {
  const nowhere = 'http://127.0.0.1:9';
  const offline = { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, AWS_EC2_METADATA_DISABLED: 'true' };
  const options = { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...offline } };
  return promisify(execFile)('bash', [script, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** The settings of the two templates that the tests look at: the usual ones, and all the others. */
export const SETTINGS = {
  usual: { stream: 'my-stream' },
  chosen: {
    stream: `a_b.${'x'.repeat(60)}`,
    prefix: 'alerts//',
    errorPrefix: 'failed',
    compression: 'gzip',
    bufferIntervalS: '0',
    bufferMib: '128',
    alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:operations',
  },
} as const;

/** The template of a stream with these settings, made in a folder. */
export async function synthesize(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Template> {
  const context = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const { code, stdout, stderr } = await setUp(folder, ['--synth-only', '--output', 'out', ...context]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(stdout.trim(), 'utf8'));
}

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
};

/** A value of a template as CloudFormation would fill it in; the bucket and the role have their logical names. */
export function filledIn(template: Template, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => filledIn(template, one));
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, never>;
  if (name !== undefined) return PSEUDO[name] ?? nameOf(template, name);
  if (attribute !== undefined) return arnOf(template, attribute[0]);
  if (join !== undefined) return (filledIn(template, join[1]) as string[]).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(template, one)]));
}

function nameOf({ Resources }: Template, id: string): string {
  const { LogGroupName, LogStreamName, DeliveryStreamName } = Resources[id]?.Properties ?? {};
  return LogStreamName ?? LogGroupName ?? DeliveryStreamName ?? id;
}

function arnOf(template: Template, id: string): string {
  const name = nameOf(template, id);
  const arns: Readonly<Record<string, string>> = {
    'AWS::S3::Bucket': `arn:aws:s3:::${name}`,
    'AWS::IAM::Role': `arn:aws:iam::${ACCOUNT}:role/${name}`,
    'AWS::KinesisFirehose::DeliveryStream': `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/${name}`,
  };
  const arn = arns[template.Resources[id]?.Type ?? ''];
  if (arn === undefined) throw new Error(`No ARN is known for ${id}.`);
  return arn;
}

/** All resources of a type, filled in. */
export function resourcesOf(template: Template, type: string): readonly Resource[] {
  const found = Object.values(template.Resources).filter(({ Type }) => Type === type);
  return found.map((resource) => filledIn(template, resource) as Resource);
}

/** The one resource of a type, filled in. */
export function resourceOf(template: Template, type: string): Resource {
  const [found, ...others] = resourcesOf(template, type);
  if (found === undefined || others.length > 0) throw new Error(`There isn't one ${type}.`);
  return found;
}

/** A policy document. */
export interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

/** What a policy allows, a line for each action on each resource, sorted; another effect than Allow is told too. */
export function grantsOf({ Statement }: Policy): readonly string[] {
  return Statement.flatMap(({ Effect, Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${Effect} ${action} ${resource}`)),
  ).toSorted();
}
