import { expect, it } from 'vitest';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import { createTunedClient } from '../../src/aws/tuned-client.ts';
import { hasShape } from './has-shape.ts';

it('has a configuration that is cheap to copy', () => {
  const config = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const client = createTunedClient(config, { pool: createBufferPool(1), recordIds: 'skipped' });
  expect(hasShape(client.config)).toBe(true);
  client.destroy();
});
