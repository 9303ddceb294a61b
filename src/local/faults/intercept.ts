import { setTimeout as wait } from 'node:timers/promises';
import type { Interceptor } from '../dispatch.ts';
import type { Call, Service, WireReply } from '../service.ts';
import { judgeBySkewedClock } from './clock-skew.ts';
import type { FaultRule } from './fault-rule.ts';
import type { Faults } from './faults.ts';
import { refusalFor } from './refusals.ts';
import { spoilReply } from './spoil-reply.ts';

/** How late a reply is where no order says it, in milliseconds. */
export const USUALLY_SLOW_MS = 1_000;

/** Carries out the orders about whole calls; `signal` ends the waiting of slow replies when the server closes. */
export function createFaultInterceptor(faults: Faults, signal: AbortSignal): Interceptor {
  return async (service, call, proceed) => {
    const atDoor = faults.atDoor(call.operation, call.number);
    const reply = atDoor ? await refuse(service, call, proceed, atDoor) : await proceed();
    let spoiled = reply;
    for (const rule of faults.onReply(call.operation, call.number)) {
      if (rule.fault === 'slow') await pause(rule.parameters.ms ?? USUALLY_SLOW_MS, signal);
      else spoiled = spoilReply(spoiled, rule);
    }
    return spoiled;
  };
}

async function refuse(
  service: Service,
  call: Call,
  proceed: () => Promise<WireReply>,
  rule: FaultRule,
): Promise<WireReply> {
  if (rule.fault === 'clock-skew') return skewed(service, call, proceed, rule);
  if (rule.parameters.stored === 'yes') await proceed();
  switch (rule.fault) {
    case 'reset-before':
      return { status: 200, headers: {}, body: '', disturbance: { kind: 'reset' } };
    case 'bare-413':
      return { status: 413, headers: {}, body: '' };
    case 'html':
      return htmlPage(rule.parameters.status ?? 502);
    default:
      return refuseInItsWords(service, call, rule);
  }
}

function refuseInItsWords(service: Service, call: Call, rule: FaultRule): WireReply {
  const error = refusalFor(rule, service.name, call.operation);
  if (rule.parameters.stored !== 'yes') service.onRefused?.(call, error);
  return service.refuse(call.request, error);
}

async function skewed(
  service: Service,
  call: Call,
  proceed: () => Promise<WireReply>,
  { parameters }: FaultRule,
): Promise<WireReply> {
  const { error, date } = judgeBySkewedClock(call.request, parameters.ms);
  const reply = error ? service.refuse(call.request, error) : await proceed();
  return { ...reply, headers: { ...reply.headers, date } };
}

/** What a load balancer in between answers, in no protocol of AWS. */
function htmlPage(status: number): WireReply {
  const body = `<html><head><title>${status}</title></head><body><h1>${status} Bad Gateway</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // The server is closing: what is still waiting is answered at once.
  }
}
