import { serveLocalAws } from '../../src/local/serve-local-aws.ts';

/** A process that serves the folder of its first argument until SIGTERM, for tests that kill it. */
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
await serveLocalAws({
  dir: process.argv[2] ?? '',
  creatingMs: 0,
  signal: ending.signal,
  write: (line) => process.stdout.write(`${line}\n`),
});
