import type { Input } from '../input.ts';
import { jsonError, jsonInput, jsonReply, unknownJsonOperation } from '../json-protocol.ts';
import { readQueryInput } from '../query/query-input.ts';
import { queryError, queryReply } from '../query/query-reply.ts';
import { unknownAction } from '../query/query-service.ts';
import { formOf, targetOf } from '../request-names.ts';
import { type Call, type Service, WireError, type WireReply, type WireRequest } from '../service.ts';
import { plainBody } from '../unzip.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import type { MetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';
import { shapes } from './shapes.ts';

const TARGET = 'GraniteServiceVersion20100801';
const VERSION = '2010-08-01';
const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
type Operation = (store: MetricStore, input: Input, now: number) => object;

const operations: Readonly<Record<string, Operation>> = {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
};

/** Names of errors in JSON where they aren't the codes of awsQuery; from the service's model. */
const jsonNames: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'InvalidParameterValueException',
  InvalidParameterCombination: 'InvalidParameterCombinationException',
  MissingParameter: 'MissingRequiredParameterException',
  ValidationError: 'ValidationException',
};

/** CloudWatch over JSON 1.0 (today's clients) and awsQuery (older ones). */
export function createCloudWatch(store: MetricStore): Service {
  return {
    name: 'cloudwatch',
    claims: (request) => isJson(request) || isQuery(request),
    operationOf: (request) => {
      const name = targetOf(request)?.operation ?? formOf(request).get('Action') ?? '';
      return Object.hasOwn(operations, name) ? name : undefined;
    },
    handle: (call) => handle(store, call),
    refuse,
    unknownOperation: (request) =>
      isJson(request) ? unknownJsonOperation() : unknownAction(formOf(request).get('Action') ?? '', VERSION),
    close: async () => store.close(),
  };
}

function isJson(request: WireRequest): boolean {
  return targetOf(request)?.prefix === TARGET;
}

function isQuery(request: WireRequest): boolean {
  return targetOf(request) === undefined && formOf(request).get('Version') === VERSION;
}

async function handle(store: MetricStore, { request, operation }: Call): Promise<WireReply> {
  const [run, shape] = [operations[operation], shapes[operation]];
  if (run === undefined || shape === undefined) throw unknownAction(operation, VERSION);
  if (isJson(request)) {
    const input = jsonInput({ ...request, body: plainBody(request) });
    return jsonReply(request, run(store, input, request.receivedAt));
  }
  const input = readQueryInput(formOf(request), shape.input);
  return queryReply(request, NAMESPACE, operation, shape, run(store, input, request.receivedAt));
}

function refuse(request: WireRequest, error: WireError): WireReply {
  if (!isJson(request)) return queryError(request, NAMESPACE, error);
  const told = new WireError(jsonNames[error.code] ?? error.code, error.message, error.status);
  const reply = jsonError(request, told);
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { ...reply, headers: { ...reply.headers, 'x-amzn-query-error': `${error.code};${fault}` } };
}
