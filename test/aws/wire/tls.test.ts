import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeError, failureOfCall } from '../../../src/actions/failures.ts';
import { type Sink, startSink } from '../../bench/sink.ts';
import { newFile, newFolder } from '../../support/folders.ts';
import { runCli } from '../../support/run-cli.ts';
import { transportsTo } from '../transports.ts';

let sink: Sink;
beforeAll(async () => {
  sink = await startSink(newFolder());
});
afterAll(() => sink.stop());

const batch = () =>
  new PutRecordBatchCommand({ DeliveryStreamName: 'alerts', Records: [{ Data: Buffer.from('a') }] });

it('sends nothing to a server whose certificate nobody vouches for, and tells it as the SDK does', async () => {
  const { tlsUrl } = sink;
  // Where there is no openssl there is no certificate.
  if (tlsUrl === undefined) return expect(sink.certificate).toBe('');
  const { plain, fast } = transportsTo(tlsUrl);
  const ends = [plain, fast].map((transport) =>
    transport.send(batch()).catch((error: unknown) => [failureOfCall(error), describeError(error)]),
  );
  const [expected, found] = await Promise.all(ends);
  expect(found).toEqual(expected);
  expect((await sink.stats()).records).toBe(0);
});

it('sends to one whose certificate is trusted', async () => {
  const { tlsUrl, certificate } = sink;
  if (tlsUrl === undefined) return expect(certificate).toBe('');
  const data = newFile(Array.from({ length: 1_200 }, (_, number) => `{"number":${number}}\n`).join(''));
  const flags = ['--stream', 'alerts', '--data', data, '--transport', 'fast', '--endpoint-url', tlsUrl];
  const more = ['--put-record-count', '0', '--metrics-deadline-s', '0', '--output', 'json'];
  await sink.set();
  const { code, stdout } = await runCli([...flags, ...more], {
    environment: {
      NODE_EXTRA_CA_CERTS: certificate,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    },
  });
  expect([code, JSON.parse(stdout).ledger.delivered]).toEqual([0, 1_200]);
  expect((await sink.stats()).records).toBe(1_200);
});
