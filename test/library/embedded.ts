import { onTestFinished } from 'vitest';
import { createFirehose, type Firehose, type FirehoseOptions } from '../../src/library/create-firehose.ts';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { clientOf, STREAM } from '../support/embedded.ts';

/** Opens the stream of an embedded AWS with a client of the test's own. */
export function openStream(aws: LocalAws, options: Partial<FirehoseOptions> = {}): Firehose {
  const client = options.client ?? clientOf(aws);
  const firehose = createFirehose({ streamName: STREAM, ...options, client });
  onTestFinished(() => {
    firehose.destroy();
    client.destroy();
  });
  return firehose;
}
