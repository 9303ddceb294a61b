import type { Input } from '../input.ts';
import { formOf, targetOf } from '../request-names.ts';
import { type Service, WireError, type WireRequest } from '../service.ts';
import { readQueryInput } from './query-input.ts';
import { queryError, queryReply } from './query-reply.ts';
import type { OperationShape } from './shape.ts';

/** One operation: what it takes and gives, and what it does. */
export interface QueryOperation {
  readonly shape: OperationShape;
  readonly run: (input: Input, request: WireRequest) => object;
}

/** A service that speaks awsQuery and nothing else. */
export interface QueryServiceOptions {
  readonly name: string;
  /** Parameter `Version` of every call, by which services are told apart. */
  readonly version: string;
  /** XML namespace of the replies. */
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

/** Makes the service. */
export function createQueryService({ name, version, namespace, operations }: QueryServiceOptions): Service {
  const actionOf = (request: WireRequest): string => formOf(request).get('Action') ?? '';
  return {
    name,
    claims: (request) => targetOf(request) === undefined && formOf(request).get('Version') === version,
    operationOf: (request) => (Object.hasOwn(operations, actionOf(request)) ? actionOf(request) : undefined),
    async handle({ request, operation }) {
      const known = operations[operation];
      if (known === undefined) throw unknownAction(operation, version);
      const input = readQueryInput(formOf(request), known.shape.input);
      return queryReply(request, namespace, operation, known.shape, known.run(input, request));
    },
    refuse: (request, error) => queryError(request, namespace, error),
    unknownOperation: (request) => unknownAction(actionOf(request), version),
  };
}

/** The error of awsQuery for an operation that a service doesn't have. */
export function unknownAction(action: string, version: string): WireError {
  return new WireError('InvalidAction', `Could not find operation ${action} for version ${version}`);
}
