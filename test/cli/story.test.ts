import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { storedLines } from '../support/stored.ts';

const lines = alertLines(5_550);
const folder = newFolder();
writeFileSync(join(folder, 'alerts.ndjson'), asFile(lines));

const sample = JSON.parse(
  readFileSync(new URL('../../resources/sample_records.json', import.meta.url), 'utf8'),
) as unknown[];

/** Three runs at once in one folder, and one from another working directory. */
let runs: { asJson: CliRun; asText: CliRun; atDebug: CliRun; elsewhere: CliRun };

beforeAll(async () => {
  const data = ['--local', '--data', 'alerts.ndjson'];
  const [asJson, asText, atDebug, elsewhere] = await Promise.all([
    runCli([...data, '--output', 'json'], { cwd: folder }),
    runCli(data, { cwd: folder }),
    runCli([...data, '--output', 'json', '--log-level', 'debug'], { cwd: folder }),
    runCli(['--local', '--output', 'json']),
  ]);
  runs = { asJson, asText, atDebug, elsewhere };
});

const objectsOf = (run: CliRun) => join(run.cwd, run.report.local ?? '', '..', '..');

describe('the story on the embedded AWS', () => {
  it('ends with 0 each time', () => {
    expect(Object.values(runs).map(({ code, killedBy }) => [code, killedBy])).toEqual(
      Array.from({ length: 4 }, () => [0, null]),
    );
  });

  it('stores every record of the input once, whoever else runs in the folder', () => {
    const stored = [runs.asJson, runs.atDebug].map((run) => storedLines(objectsOf(run)));
    expect(stored).toEqual(stored.map(() => lines.toSorted()));
    expect(new Set([runs.asJson, runs.atDebug].map(objectsOf)).size).toBe(2);
  });

  it('sends its own sample from any working directory', () => {
    const stored = storedLines(objectsOf(runs.elsewhere));
    expect(stored).toHaveLength(5_550);
    expect(stored).toEqual(sample.map((record) => JSON.stringify(record)).sort());
  });

  it('sends 100 records one by one and the others in 11 batches', () => {
    const { putRecord, putRecordBatch, ledger, bytes } = runs.asJson.report;
    expect([putRecord.calls, putRecord.records]).toEqual([100, 100]);
    expect([putRecordBatch.calls, putRecordBatch.records]).toEqual([11, 5_450]);
    expect(putRecord.bytes + putRecordBatch.bytes).toBe(bytes.sent);
    expect(bytes.sent).toBe(asFile(lines).length);
    expect(ledger).toEqual({
      read: 5_550,
      rejected: 0,
      delivered: 5_550,
      undelivered: 0,
      pending: 0,
      possiblyDuplicated: 0,
    });
  });

  it('finds as many records and bytes in CloudWatch', () => {
    const { metrics, bytes } = runs.asJson.report;
    expect(metrics).toMatchObject({
      status: 'complete',
      incomingRecords: 5_550,
      incomingBytes: bytes.sent,
      incomingPutRequests: 111,
      throttledRecords: 0,
    });
  });

  it('leaves nothing in the working directory but the folder of its objects', () => {
    expect(readdirSync(folder).sort()).toEqual(['.firehose-local', 'alerts.ndjson']);
    expect(readdirSync(join(folder, '.firehose-local'))).toHaveLength(3);
    expect(runs.asJson.report.deadLetterFile).toBeNull();
  });

  it('writes nothing but the report to stdout, and nothing but log lines to stderr', () => {
    expect(runs.asJson.report.schemaVersion).toBe(1);
    for (const { logs, stderr } of Object.values(runs)) {
      expect(logs).toHaveLength(stderr.split('\n').length - 1);
    }
  });

  it('logs each call at debug, and never a payload', () => {
    const { logs, stderr } = runs.atDebug;
    expect(logs.filter(({ msg }) => msg === 'call succeeded')).toHaveLength(111);
    for (const line of [lines[0], lines[100], lines[5_549]]) {
      const text = String(line);
      expect(stderr).not.toContain(text);
      expect(stderr).not.toContain('ip_address');
      expect(stderr).not.toContain(Buffer.from(text).toString('base64').slice(0, 30));
    }
  });

  it('ends its text with three lines to paste, of which the first shows an object', async () => {
    const toPaste = runs.asText.stdout.trimEnd().split('\n').slice(-4);
    expect(toPaste.map((line) => line.trim().split(/ |-local/)[0])).toEqual([
      'head',
      '.firehose',
      'npx',
      'npx',
    ]);
    const { stdout } = await promisify(execFile)('sh', ['-c', toPaste.slice(0, 2).join('\n')], {
      cwd: folder,
    });
    expect(stdout).toBe(asFile(lines.slice(0, 3)));
    const wide = runs.asText.stdout.split('\n').filter((line) => line.length > 80);
    expect(wide).toEqual([toPaste[1]]);
    expect(statSync(join(folder, '.firehose-local')).isDirectory()).toBe(true);
  });
});
