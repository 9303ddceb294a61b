import { request } from 'node:http';
import { expect, it } from 'vitest';
import { failureOfCall } from '../../src/actions/failures.ts';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import { exchange } from '../../src/aws/exchange.ts';

const body = Buffer.from('{}');
const neverFound = () => request({ host: 'nowhere.invalid', method: 'POST', lookup: () => {} });

it('takes a connection that was never made in time for one over which nothing was sent', async () => {
  const times = { requestTimeoutMs: 20_000, connectTimeoutMs: 30 };
  const error = await exchange(neverFound(), body, createBufferPool(1), times, undefined).catch(identity);
  expect(failureOfCall(error)).toMatchObject({ failureClass: 'unreachable', errorCode: 'TimeoutError' });
});

it('ends a call that waits for a connection when its whole time is up', async () => {
  const times = { requestTimeoutMs: 30, connectTimeoutMs: 20_000 };
  const error = await exchange(neverFound(), body, createBufferPool(1), times, undefined).catch(identity);
  expect(error).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
});

const identity = (error: unknown) => error;
