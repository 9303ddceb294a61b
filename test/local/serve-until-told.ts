import { serveUntil } from '../../src/cli/serve-until.ts';
import { startLocalAws } from '../../src/local/local-aws.ts';

/** A process that serves the folder of its first argument until SIGTERM, for tests that kill it. */
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
const aws = await startLocalAws({ dir: process.argv[2] ?? '', creatingMs: 0 });
await serveUntil(aws, { signal: ending.signal, write: (line) => process.stdout.write(`${line}\n`) });
