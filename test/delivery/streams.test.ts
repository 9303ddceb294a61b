import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { clientOf, FED_BY_KINESIS, makeStream, runAgainst, STREAM, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { storedLines } from '../support/stored.ts';

const lines = alertLines(150);
const data = ['--data', newFile(asFile(lines))];

describe('a stream', () => {
  it('takes every record once at any endpoint', async () => {
    const aws = await startAws();
    const { code, report } = await runAgainst(aws, data);
    expect([code, report.ledger.delivered, report.endpoint]).toEqual([0, 150, aws.endpoint]);
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(lines.toSorted());
  });

  it('that there is not ends the run with 254 and the nearest names', async () => {
    const aws = await startAws();
    for (const name of ['alarms', 'orders', 'zzzzzzzzzz']) await makeStream(aws, name);
    const { code, report } = await runAgainst(aws, [...data, '--stream', 'alertz']);
    expect([code, report.error?.code]).toEqual([254, 'ResourceNotFoundException']);
    expect(report.error?.message).toContain('alertz does not exist in us-east-1');
    expect(report.error?.next).toContain('alerts, alarms, orders');
    expect(report.ledger.read).toBe(0);
  });

  it('that there is not is told without names where those may not be listed', async () => {
    const aws = await startAws({ faults: 'access-denied@ListDeliveryStreams' });
    const { code, report } = await runAgainst(aws, [...data, '--stream', 'alertz']);
    expect([code, report.error?.next]).toEqual([254, expect.stringContaining('--region')]);
  });

  it('whose service refuses the signature is told without the headers that were signed', async () => {
    const message = 'The signature does not match.%0Ax-amz-security-token%3Asession-words';
    const aws = await startAws({ faults: `error:code=InvalidSignatureException:message=${message}` });
    const { code, stdout, stderr } = await runAgainst(aws, [...data, '--log-level', 'debug']);
    expect([code, stdout]).toEqual([254, expect.stringContaining('The signature does not match.')]);
    expect(stdout + stderr).not.toContain('session-words');
  });

  it('that is CREATING ends the run with 254', async () => {
    const aws = await startAws({ creatingMs: 60_000 });
    const { code, report } = await runAgainst(aws, data);
    expect([code, report.error?.code]).toEqual([254, 'NotActive']);
    expect(report.error?.message).toContain('CREATING');
  });

  it('that reads from Kinesis ends the run with 254', async () => {
    const aws = await startAws();
    await makeStream(aws, 'fed', FED_BY_KINESIS);
    const { code, report } = await runAgainst(aws, [...data, '--stream', 'fed']);
    expect([code, report.error?.code]).toEqual([254, 'NotDirectPut']);
  });

  it.each([
    'access-denied@DescribeDeliveryStream',
    'unavailable@DescribeDeliveryStream',
    'throttled@DescribeDeliveryStream',
    'reset-before@DescribeDeliveryStream=1',
    'clock-skew@DescribeDeliveryStream|PutRecord|PutRecordBatch|GetMetricData',
  ])('takes records although %s', async (faults) => {
    const aws = await startAws({ faults });
    const { code, report } = await runAgainst(aws, [...data, '--put-record-count', '5']);
    expect([code, report.ledger.delivered]).toEqual([0, 150]);
  });

  it('takes none from a caller whose token has expired', async () => {
    const aws = await startAws({ faults: 'expired-token@DescribeDeliveryStream' });
    const { code, report } = await runAgainst(aws, data);
    expect([code, report.error?.code, report.ledger.read]).toEqual([254, 'ExpiredTokenException', 0]);
  });

  it('takes none from a caller who may not put', async () => {
    const aws = await startAws({ faults: 'access-denied@DescribeDeliveryStream|PutRecord' });
    const { code, report } = await runAgainst(aws, data);
    expect([code, report.error?.code]).toEqual([254, 'AccessDeniedException']);
    expect(report.ledger.pending).toBe(report.ledger.read);
  });

  it('is out of reach where every connection is reset', async () => {
    const aws = await startAws({ faults: 'reset-before@DescribeDeliveryStream|PutRecord' });
    const { code, report } = await runAgainst(aws, data);
    expect([code, report.error?.code]).toEqual([253, 'ECONNRESET']);
  });
});

describe('metrics', () => {
  const few = [...data, '--put-record-count', '5'];

  it('are off where nobody asks', async () => {
    const aws = await startAws({ faults: 'access-denied@GetMetricData' });
    const { code, report, logs } = await runAgainst(aws, [...few, '--metrics-deadline-s', '0']);
    expect([code, report.metrics.status]).toEqual([0, 'off']);
    expect(logs.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('are complete when CloudWatch shows as many records', async () => {
    const aws = await startAws();
    const { report } = await runAgainst(aws, few);
    const { sent } = report.bytes;
    expect(report.metrics).toMatchObject({ status: 'complete', incomingRecords: 150, incomingBytes: sent });
  });

  it('are more when somebody else writes to the stream', async () => {
    const aws = await startAws();
    const other = clientOf(aws);
    const Record = { Data: Buffer.from('other\n') };
    await other.send(new PutRecordCommand({ DeliveryStreamName: STREAM, Record }));
    const { code, report } = await runAgainst(aws, few);
    other.destroy();
    expect([code, report.metrics.status, report.metrics.incomingRecords]).toEqual([0, 'more', 151]);
  });

  it('are not visible at the deadline, which is not 0', async () => {
    const aws = await startAws({ metricsLagMs: 600_000 });
    const { code, report } = await runAgainst(aws, [...few, '--metrics-deadline-s', '1']);
    expect([code, report.metrics.status, report.metrics.incomingRecords]).toEqual([0, 'not-visible', null]);
    expect(report.metrics.waitedS).toBe(1);
  });

  it('are waited for until they can be seen', async () => {
    const aws = await startAws({ metricsLagMs: 3_000 });
    const { code, report } = await runAgainst(aws, [...few, '--metrics-deadline-s', '10']);
    expect([code, report.metrics.status]).toEqual([0, 'complete']);
    expect(report.metrics.waitedS).toBeGreaterThan(0);
  });

  it('are unavailable at once where they are denied, with one warning', async () => {
    const aws = await startAws({ faults: 'access-denied@GetMetricData' });
    const { code, report, logs } = await runAgainst(aws, few);
    expect([code, report.metrics.status]).toEqual([0, 'unavailable']);
    expect(logs.filter(({ level }) => Number(level) >= 40).map(({ msg }) => msg)).toEqual([
      'metrics unavailable',
    ]);
  });

  it('end at once on Ctrl-C even where CloudWatch does not answer', async () => {
    const aws = await startAws({ metricsLagMs: 600_000, faults: 'slow@GetMetricData=3-:ms=60000' });
    const startedAt = performance.now();
    const { code, report } = await runAgainst(aws, [...few, '--metrics-deadline-s', '1'], {
      // The limits are asked for at the start; the second poll follows in a tenth of the deadline, and hangs.
      onStderr: (text, signal) => {
        if (text.includes('waiting for CloudWatch')) setTimeout(() => signal('SIGINT'), 300);
      },
    });
    expect([code, report.metrics.status, report.stoppedBy]).toEqual([0, 'not-visible', null]);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
