import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleFile, sampleRecords } from '../../resources/generate-sample-records.ts';
import { readAll } from '../records/factories.ts';

const FILE = new URL('../../resources/sample_records.json', import.meta.url);

describe('the sample data', () => {
  it('is byte for byte what its generator makes', () => {
    expect(readFileSync(FILE).equals(Buffer.from(sampleFile()))).toBe(true);
  });

  it('holds 5,550 different records with exactly three fields', () => {
    const records = sampleRecords();
    expect(records).toHaveLength(5_550);
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(5_550);
    const fields = new Set(records.map((record) => Object.keys(record).join()));
    expect([...fields]).toEqual(['ip_address,timestamp,alert_level']);
  });

  it('has addresses kept for documentation, rising times and the four levels', () => {
    const records = sampleRecords();
    const foreign = records.filter(
      ({ ip_address }) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(ip_address),
    );
    expect(foreign).toEqual([]);
    const backwards = records.filter(({ timestamp }, at) => timestamp <= (records[at - 1]?.timestamp ?? 0));
    expect(backwards).toEqual([]);
    expect(new Set(records.map((record) => record.alert_level))).toEqual(
      new Set(['Low', 'Medium', 'High', 'Critical']),
    );
  });

  it('takes about 0.41 MiB on the wire and is read without a loss', async () => {
    const { texts } = await readAll({ files: [fileURLToPath(FILE)] });
    expect(texts).toEqual(sampleRecords().map((record) => `${JSON.stringify(record)}\n`));
    expect(texts.join('').length / 2 ** 20).toBeCloseTo(0.41, 2);
  });
});
