import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeStream, waitUntilActive } from '../../src/actions/describe-stream.ts';
import { raw, refuses } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(() => server.close());

const ARN = 'arn:aws:firehose:us-east-1:123456789012:deliverystream/alerts';

function says(status: string, type = 'DirectPut'): Step {
  const description = { DeliveryStreamStatus: status, DeliveryStreamType: type, DeliveryStreamARN: ARN };
  return raw(200, JSON.stringify({ DeliveryStreamDescription: description }), 'not stored');
}

describe('describeStream', () => {
  it('tells status, type and ARN', async () => {
    server.play([], says('ACTIVE', 'KinesisStreamAsSource'));
    const description = await describeStream(client, 'alerts');
    expect(description).toEqual({ status: 'ACTIVE', type: 'KinesisStreamAsSource', arn: ARN });
    expect(server.calls).toMatchObject([
      { operation: 'DescribeDeliveryStream', input: { DeliveryStreamName: 'alerts' } },
    ]);
  });

  it('takes an empty answer for unknown, not for ACTIVE', async () => {
    server.play([], raw(200, '{}', 'not stored'));
    expect(await describeStream(client, 'alerts')).toEqual({ status: 'unknown', type: 'unknown', arn: '' });
  });

  it("passes the service's refusal on", async () => {
    server.play([], refuses(400, 'ResourceNotFoundException', 'Firehose alerts not found'));
    await expect(describeStream(client, 'alerts')).rejects.toThrow('Firehose alerts not found');
  });
});

describe('waitUntilActive', () => {
  const wait = (script: readonly Step[], options: object = {}) => {
    server.play(script, says('CREATING'));
    return waitUntilActive(client, 'alerts', { intervalMs: 1, ...options });
  };

  it('asks until the stream is ACTIVE', async () => {
    const description = await wait([says('CREATING'), says('CREATING'), says('ACTIVE')]);
    expect(description.status).toBe('ACTIVE');
    expect(server.calls).toHaveLength(3);
  });

  it('ends where the stream failed', async () => {
    await expect(wait([says('CREATING_FAILED')])).rejects.toThrow(
      "Stream alerts is CREATING_FAILED and can't become ACTIVE.",
    );
    expect(server.calls).toHaveLength(1);
  });

  it('ends at its deadline', async () => {
    await expect(wait([], { timeoutMs: 20 })).rejects.toThrow('Stream alerts is still CREATING after 20 ms.');
  });

  it('asks no more once the signal is aborted, also during a wait', async () => {
    await expect(wait([], { signal: AbortSignal.abort(new Error('Ctrl-C')) })).rejects.toThrow('Ctrl-C');
    expect(server.calls).toEqual([]);
    const stop = new AbortController();
    const aborts: Step = (turn) => {
      says('CREATING')(turn);
      turn.response.once('close', () => setImmediate(() => stop.abort(new Error('Ctrl-C'))));
    };
    await expect(wait([aborts], { signal: stop.signal, intervalMs: 60_000 })).rejects.toThrow('Ctrl-C');
    expect(server.calls).toHaveLength(1);
  });
});
