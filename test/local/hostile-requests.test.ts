import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { MetricStore } from '../../src/local/cloudwatch/metric-store.ts';
import { createCloudWatch } from '../../src/local/cloudwatch/service.ts';
import { createDispatch, type Dispatch } from '../../src/local/dispatch.ts';
import { createIam } from '../../src/local/iam/service.ts';
import { LogStore } from '../../src/local/logs/log-store.ts';
import { createLogs } from '../../src/local/logs/service.ts';
import { type ObjectStore, openObjectStore } from '../../src/local/objects/object-store.ts';
import { createS3 } from '../../src/local/s3/service.ts';
import type { WireReply } from '../../src/local/service.ts';
import { createSts } from '../../src/local/sts/service.ts';
import { newFolder } from './serve.ts';

const accountId = '123456789012';

let folder = '';
let faults: unknown[] = [];
let dispatch: Dispatch;
let objects: ObjectStore;

beforeEach(() => {
  folder = join(newFolder(), 'aws');
  faults = [];
  objects = openObjectStore(folder);
  const stateDir = join(folder, 'state');
  const services = [
    createCloudWatch(new MetricStore({ path: join(stateDir, 'metrics.ndjson') })),
    createLogs({ store: new LogStore(join(stateDir, 'logs')), region: 'us-east-1', accountId }),
    createIam({ stateDir, accountId }),
    createSts({ accountId }),
    createS3(objects, folder),
  ];
  dispatch = createDispatch(
    services,
    (_service, _call, proceed) => proceed(),
    (error) => faults.push(error),
  );
});

interface Hostile {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

async function ask({
  method = 'POST',
  path = '/',
  query = '',
  headers = {},
  body = '',
}: Hostile): Promise<WireReply> {
  const wire = { method, path, query, headers, requestId: 'r', receivedAt: Date.now() };
  const reply = await dispatch({ ...wire, body: Buffer.from(body) });
  if (typeof reply.body === 'object' && 'destroy' in reply.body) reply.body.destroy();
  expect(faults).toEqual([]);
  expect(reply.status).toBeLessThan(502);
  expect(readdirSync(dirname(folder))).toEqual(['aws']);
  return reply;
}

/** Mostly what the operation expects in name, never in value. */
const names = [
  ...[
    'Namespace',
    'MetricName',
    'Dimensions',
    'StartTime',
    'EndTime',
    'Period',
    'Statistics',
    'MetricDataQueries',
  ],
  ...[
    'Id',
    'MetricStat',
    'Metric',
    'Stat',
    'NextToken',
    'MaxDatapoints',
    'MetricData',
    'Values',
    'Counts',
    'Value',
  ],
  ...[
    'logGroupName',
    'logStreamName',
    'logEvents',
    'timestamp',
    'message',
    'limit',
    'nextToken',
    'filterPattern',
  ],
  ...[
    'tags',
    'resourceArn',
    'retentionInDays',
    'logStreamNames',
    'StatisticValues',
    '__proto__',
    'constructor',
  ],
];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('g', 's', 'Sum', 'p99', '__proto__', '-1', '1e999'),
);
const scalar = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const json = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
}));

const targets = [
  ...['GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData', 'constructor'].map(
    (name) => `GraniteServiceVersion20100801.${name}`,
  ),
  ...[
    'CreateLogGroup',
    'DescribeLogGroups',
    'CreateLogStream',
    'DescribeLogStreams',
    'PutLogEvents',
    'GetLogEvents',
  ].map((name) => `Logs_20140328.${name}`),
  ...['FilterLogEvents', 'TagResource', 'ListTagsForResource', 'PutRetentionPolicy', '__proto__', ''].map(
    (name) => `Logs_20140328.${name}`,
  ),
];

test('JSON of any form gets an answer in JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), json.object, async (target, input) => {
      const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
      const reply = await ask({ headers, body: JSON.stringify(input) });
      expect(() => JSON.parse(String(reply.body))).not.toThrow();
      expect(reply.status).not.toBe(500);
    }),
    { numRuns: 500 },
  );
});

test('a body that is no JSON is a SerializationException', async () => {
  const bodies = ['{', '[]', '"x"', '1', '\u0000'];
  for (const target of targets.filter((name) => /\w$/.test(name) && !/constructor|__proto__/.test(name))) {
    for (const body of bodies) {
      const reply = await ask({ headers: { 'x-amz-target': target }, body });
      expect([reply.status, JSON.parse(String(reply.body)).__type]).toEqual([400, 'SerializationException']);
    }
  }
});

const versions = ['2010-08-01', '2010-05-08', '2011-06-15'];
const actions = [
  ...[
    'GetMetricData',
    'GetMetricStatistics',
    'PutMetricData',
    'ListMetrics',
    'CreateRole',
    'GetRole',
    'ListRoles',
  ],
  ...[
    'PutRolePolicy',
    'TagRole',
    'UntagRole',
    'ListRoleTags',
    'GetCallerIdentity',
    'constructor',
    'No<such>',
  ],
];
const parameter = fc
  .array(
    fc.oneof(fc.constantFrom(...names, 'member', '1', '2', 'RoleName', 'Tags', 'Key', 'PolicyName'), text),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join('.'));

test('a form of any content gets an answer in XML', async () => {
  const parameters = fc.dictionary(parameter, text, { maxKeys: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...versions),
      fc.constantFrom(...actions),
      parameters,
      async (Version, Action, more) => {
        const body = String(new URLSearchParams({ ...more, Action, Version }));
        const reply = await ask({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
        expect(String(reply.body)).toMatch(/^<\w+Response xmlns="/);
        expect(reply.status).not.toBe(500);
      },
    ),
    { numRuns: 500 },
  );
});

const segment = fc.oneof(
  fc.constantFrom('a', '..', '.', '%2e%2e', '%2F', '%00', '%ff', '', '~', 'x'.repeat(300)),
  fc.webSegment(),
);
const path = fc
  .tuple(fc.constantFrom('/bucket', '/bucket', '/bucket', '/other', ''), fc.array(segment, { maxLength: 4 }))
  .map(([bucket, parts]) => [bucket, ...parts].join('/') || '/');
const parameterOfS3 = fc.tuple(
  fc.constantFrom('list-type', 'delete', 'tagging', 'max-keys', 'prefix', 'delimiter', 'continuation-token'),
  fc.constantFrom('', '2', 'url', '/', '-1', '%ff'),
);
const query = fc.oneof(
  fc.constant(''),
  fc.constantFrom(
    'encryption',
    'publicAccessBlock',
    'acl',
    'encoding-type=url',
    'encoding-type=xml',
    'location',
  ),
  fc.array(parameterOfS3, { maxLength: 3 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
);
const header = fc.dictionary(
  fc.constantFrom(
    'range',
    'if-match',
    'if-modified-since',
    'content-encoding',
    'content-md5',
    'x-amz-checksum-crc32',
    'x-amz-decoded-content-length',
    'content-type',
    'x-amz-meta-a',
  ),
  fc.oneof(
    text,
    fc.constantFrom('bytes=0-0', 'bytes=-5', 'aws-chunked', '*', 'Thu, 01 Jan 1970 00:00:00 GMT'),
  ),
);
const content = fc.oneof(
  text,
  fc.constantFrom(
    '5\r\nhello\r\n0\r\n\r\n',
    '<Delete><Object><Key>a</Key></Object></Delete>',
    '<Tagging><TagSet/></Tagging>',
    '<a><b>',
  ),
);

test('S3 answers whatever comes, and writes nothing outside of its folder', async () => {
  const method = fc.constantFrom('GET', 'PUT', 'HEAD', 'DELETE', 'POST', 'PATCH');
  await fc.assert(
    fc.asyncProperty(method, path, query, header, content, async (...[verb, where, how, headers, body]) => {
      objects.createBucket('bucket');
      const reply = await ask({ method: verb, path: where, query: how, headers, body });
      expect(reply.status).not.toBe(500);
    }),
    { numRuns: 1_000 },
  );
});
