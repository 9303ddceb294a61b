import { readStreamLimits, type StreamLimits } from '../../actions/read-stream-limits.ts';
import type { Clients } from '../../aws/clients.ts';
import { regionQuota } from '../../aws/limits.ts';
import { bytes, count } from '../../report/format.ts';
import { askAgain } from '../ask-again.ts';
import { type Finding, failed, ok } from './check.ts';
import { refusal } from './refusal.ts';

/** Reads the stream's quota from CloudWatch, which tells whether the caller may read metrics at all. */
export async function checkMetrics(
  client: Pick<Clients['cloudWatch'], 'send'>,
  { stream, region }: { readonly stream: string; readonly region: string },
): Promise<{ readonly metrics: Finding; readonly quota: Finding }> {
  try {
    const limits = await askAgain(() =>
      readStreamLimits(client, { streamName: stream, endTime: new Date() }),
    );
    return { metrics: ok('GetMetricData is allowed'), quota: ok(quotaText(limits, region)) };
  } catch (error) {
    const call = { operation: 'GetMetricData', action: 'cloudwatch:GetMetricData' };
    return {
      metrics: failed(refusal(error, { ...call, stream, endpoint: 'of CloudWatch' })),
      quota: ok(quotaText(undefined, region)),
    };
  }
}

/** The quota in words, with where it comes from; a stream that publishes only a part of it is told by the document. */
export function quotaText(limits: StreamLimits | undefined, region: string): string {
  const { bytesPerSecond, recordsPerSecond, putRequestsPerSecond } = limits ?? {};
  if (!bytesPerSecond || !recordsPerSecond || !putRequestsPerSecond) {
    const documented = regionQuota(region);
    const { requestsPerSecond } = documented;
    return `${figures(documented.bytesPerSecond, documented.recordsPerSecond, requestsPerSecond)} (documented for ${region})`;
  }
  return `${figures(bytesPerSecond, recordsPerSecond, putRequestsPerSecond)} (as the stream publishes it)`;
}

const figures = (perSecond: number, records: number, requests: number) =>
  `${bytes(perSecond)}, ${count(records)} records, ${count(requests)} requests a second`;
