import { sleep } from '../../actions/backoff.ts';
import { describeError } from '../../actions/failures.ts';
import { readStreamLimits } from '../../actions/read-stream-limits.ts';
import { regionQuota, type StreamQuota } from '../../aws/limits.ts';
import { abortable } from '../../aws/transport.ts';
import type { Run } from '../run.ts';
import type { PacedQuota } from './pacer.ts';

/** How long CloudWatch is asked at most, in milliseconds. */
const DEADLINE_MS = 2_000;
/** How long the run waits for its answer when everything else is ready, in milliseconds. */
const GRACE_MS = 250;

/**
 * Decides what the run is paced by: `--rate`, else the limits that CloudWatch has of the stream, else the documented
 * quota of the Region. An answer that fails, or is late, costs a line in the log.
 *
 * @param besides - What has to be done before the first record anyway.
 */
export async function settlePace(run: Run, besides: Promise<void>): Promise<void> {
  const { rate } = run.settings;
  const asked = rate === 'auto' ? askForLimits(run) : undefined;
  await besides;
  const paced = quotaFor(run, asked && (await withinGrace(asked)));
  if (!paced) return;
  run.log.debug({ stream: run.settings.stream, source: paced.source, ...paced.quota }, 'calls are paced');
  run.pacer.pace(paced);
}

/** The answer, or `undefined` where it is late. */
async function withinGrace<T>(asked: Promise<T>): Promise<T | undefined> {
  const answered = new AbortController();
  const late = sleep(GRACE_MS, answered.signal).then(() => undefined);
  return Promise.race([asked, late]).finally(() => answered.abort());
}

function quotaFor({ settings, clients }: Run, learned: StreamQuota | undefined): PacedQuota | undefined {
  const { rate } = settings;
  const documented = regionQuota(clients.region);
  if (rate === 'none') return undefined;
  if (rate !== 'auto') return { quota: scaledTo(documented, rate), source: 'ordered' };
  if (learned) return { quota: learned, source: 'learned' };
  // The documented quota is AWS's: what listens on this machine has one only if it says so.
  return isLoopback(clients.endpoint) ? undefined : { quota: documented, source: 'documented' };
}

/** The three figures of a quota grow together. (Source: "Amazon Data Firehose quota" in the developer guide.) */
function scaledTo(quota: StreamQuota, bytesPerSecond: number): StreamQuota {
  const factor = bytesPerSecond / quota.bytesPerSecond;
  return {
    bytesPerSecond,
    recordsPerSecond: quota.recordsPerSecond * factor,
    // So slow a rate that it has less than a call a second would wait for calls and not for bytes.
    requestsPerSecond: Math.max(10, quota.requestsPerSecond * factor),
  };
}

/** The stream's own limits, where CloudWatch knows how many bytes it takes. */
async function askForLimits(run: Run): Promise<StreamQuota | undefined> {
  const { stream } = run.settings;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS).unref();
  const signal = AbortSignal.any([deadline.signal, run.stopping.noNewBatches]);
  try {
    const query = { streamName: stream, endTime: new Date() };
    const limits = await readStreamLimits(abortable(run.clients.cloudWatch, signal), query);
    const { bytesPerSecond, recordsPerSecond, putRequestsPerSecond } = limits;
    if (bytesPerSecond === undefined) return undefined;
    const documented = scaledTo(regionQuota(run.clients.region), bytesPerSecond);
    return {
      bytesPerSecond,
      recordsPerSecond: recordsPerSecond ?? documented.recordsPerSecond,
      requestsPerSecond: putRequestsPerSecond ?? documented.requestsPerSecond,
    };
  } catch (error) {
    run.log.debug({ stream, errorCode: describeError(error).name }, 'limits of the stream not learned');
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function isLoopback(endpoint: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}
