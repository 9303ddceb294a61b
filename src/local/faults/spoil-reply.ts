import type { WireReply } from '../service.ts';
import type { FaultRule } from './fault-rule.ts';

interface BatchReply {
  readonly FailedPutCount?: number;
  readonly RequestResponses?: readonly { readonly ErrorCode?: string }[];
}

/** A reply spoiled as ordered; the records behind it are stored already. Only replies of status 200 are spoiled. */
export function spoilReply(reply: WireReply, rule: FaultRule): WireReply {
  const text = textOf(reply);
  if (reply.status !== 200 || text === undefined) return reply;
  switch (rule.fault) {
    case 'reset-after':
      return { ...reply, disturbance: { kind: 'reset' } };
    case 'empty-reply':
      return { ...reply, body: '{}' };
    case 'short-reply':
      return changed(reply, text, (read) => shorten(read, rule));
    case 'contradict':
      return changed(reply, text, (read) => contradict(read, rule));
    case 'truncated':
      return { ...reply, body: text.slice(0, Math.ceil(text.length / 2)) };
    case 'cut':
      return { ...reply, disturbance: { kind: 'cut', bytes: Math.ceil(text.length / 2) } };
    default:
      return reply;
  }
}

/** A reply that an earlier order has cut short can't be changed any more. */
function changed(reply: WireReply, text: string, change: (read: BatchReply) => string): WireReply {
  try {
    return { ...reply, body: change(JSON.parse(text) as BatchReply) };
  } catch (error) {
    if (error instanceof SyntaxError) return reply;
    throw error;
  }
}

function textOf({ body }: WireReply): string | undefined {
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? body.toString('utf8') : undefined;
}

function shorten(reply: BatchReply, { parameters }: FaultRule): string {
  const entries = reply.RequestResponses ?? [];
  const keep = parameters.keep ?? Math.floor(entries.length / 2);
  return JSON.stringify({ ...reply, RequestResponses: entries.slice(0, keep) });
}

function contradict(reply: BatchReply, { parameters }: FaultRule): string {
  const hasFailures = reply.RequestResponses?.some(({ ErrorCode }) => ErrorCode !== undefined) ?? false;
  return JSON.stringify({ ...reply, FailedPutCount: parameters.count ?? (hasFailures ? 0 : 1) });
}
