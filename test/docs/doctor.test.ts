import { expect, it } from 'vitest';
import { CHECK_NAMES } from '../../src/delivery/doctor/check.ts';
import { EXIT_CODES } from '../../src/report/exit-code.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { makeStream, startAws } from '../support/embedded.ts';
import { runMain } from '../support/run-main.ts';
import { codeBlock, readDocument, tableRows } from './markdown.ts';

it('README shows an examination as it is printed, but for its port and its time', async () => {
  const aws = await startAws();
  await makeStream(aws, 'my-stream');
  const environment = { ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
  const { code, stdout } = await runMain(['doctor', '--stream', 'my-stream'], { environment });
  const masked = (text: string) => text.replace(/127\.0\.0\.1:\d+ answered in \d+ ms/, 'ENDPOINT');
  expect([code, masked(stdout)]).toEqual([0, masked(codeBlock(readDocument('README.md'), 'Doctor', 'text'))]);
});

it('SPECIFICATION.md lists every check in its order, with codes that there are', () => {
  const rows = tableRows(readDocument('SPECIFICATION.md'), 'Doctor');
  expect(rows.map(([name]) => name).filter((name) => name !== '')).toEqual([...CHECK_NAMES]);
  const codes: readonly number[] = Object.values(EXIT_CODES);
  expect(rows.map(([, , , code]) => code).filter((code) => code && !codes.includes(Number(code)))).toEqual(
    [],
  );
});
