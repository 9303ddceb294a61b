import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { undeliveredLetter } from '../../src/delivery/dead-letters.ts';
import { encodedRecord } from '../records/factories.ts';
import { newFolder } from '../support/folders.ts';
import { runLocal } from '../support/run-main.ts';
import { storedLines } from '../support/stored.ts';

it('sends dead letters again, and counts as possibly duplicated what may be stored already', async () => {
  const outcome = {
    status: 'undelivered',
    errorCode: 'TimeoutError',
    errorMessage: '',
    attempts: 3,
  } as const;
  const letters = [false, true, true].map((maybeStored, index) =>
    undeliveredLetter(encodedRecord(index, { text: `{"n":${index}}\n` }), { ...outcome, maybeStored }),
  );
  const data = join(newFolder(), 'letters.ndjson');
  writeFileSync(data, `${letters.join('\n')}\n`);
  for (const count of ['all', '0']) {
    const args = ['--data', data, '--format', 'dead-letters', '--put-record-count', count];
    const { code, report, dir } = await runLocal(args);
    expect(code).toBe(0);
    expect(report.ledger).toMatchObject({ read: 3, delivered: 3, possiblyDuplicated: 2 });
    expect(storedLines(dir)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
  }
});
