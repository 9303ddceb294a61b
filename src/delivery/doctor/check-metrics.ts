import { type PublishedQuota, readStreamQuota } from '../../actions/read-stream-quota.ts';
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
    const published = await askAgain(() => readStreamQuota(client, { streamName: stream, now: new Date() }));
    return { metrics: ok('GetMetricData is allowed'), quota: ok(quotaText(published, region)) };
  } catch (error) {
    const call = { operation: 'GetMetricData', action: 'cloudwatch:GetMetricData' };
    return {
      metrics: failed(refusal(error, { ...call, stream, endpoint: 'of CloudWatch' })),
      quota: ok(quotaText(undefined, region)),
    };
  }
}

/** The quota in words, with where it comes from. */
export function quotaText(published: PublishedQuota | undefined, region: string): string {
  const { bytesPerSecond, recordsPerSecond, requestsPerSecond } = published ?? regionQuota(region);
  const figures = `${bytes(bytesPerSecond)}, ${count(recordsPerSecond)} records, ${count(requestsPerSecond)} requests a second`;
  return `${figures} (${published ? 'as the stream publishes it' : `documented for ${region}`})`;
}
