/**
 * What a value looks like, for the protocols that don't carry types of their own: awsQuery brings texts only, and XML
 * needs to know which name a list's elements have. Instants are epoch seconds on our side and ISO 8601 on the wire.
 */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | { readonly list: Shape }
  | { readonly structure: Readonly<Record<string, Shape>> };

/** Input and output of one awsQuery operation; an output of `undefined` has no result element. */
export interface OperationShape {
  readonly input: Readonly<Record<string, Shape>>;
  readonly output: Readonly<Record<string, Shape>> | undefined;
}
