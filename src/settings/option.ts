import type { ValueType } from './values.ts';

/** The heading that an option stands below in the help. */
export type OptionGroup =
  | 'Common'
  | 'Input'
  | 'Sending'
  | 'Retry'
  | 'Output'
  | 'Local'
  | 'Read'
  | 'Setup'
  | 'Teardown';
/** The key that a file of defaults has at its top. */
export type MetadataKey = 'retryPolicy' | 'logging' | 'batchSizing';

/**
 * One option: its flag, group, help and default stand here and nowhere else. The environment variable follows from the
 * flag: `--in-flight` is `FIREHOSE_IN_FLIGHT`. An option with `from` has its default in that metadata file.
 */
export interface OptionDeclaration<T> {
  readonly flag: string;
  readonly group: OptionGroup;
  readonly help: string;
  readonly type: ValueType<T>;
  readonly from?: MetadataKey;
  /** Default as a user would type it. */
  readonly default?: string;
  /** What stands in the help where the default follows from something else. */
  readonly defaultHelp?: string;
  readonly isRepeatable?: true;
}

/** An option with a default, in a file of defaults or beside it. */
export type WithDefault<T> = OptionDeclaration<T> &
  ({ readonly from: MetadataKey } | { readonly default: string });

/** Options under the names that the code knows them by. */
export type Declarations = Readonly<Record<string, OptionDeclaration<unknown>>>;

/** The values of options. */
export type ValuesOf<D extends Declarations> = {
  readonly [K in keyof D]: D[K] extends OptionDeclaration<infer T> ? T : never;
};

/** The environment variable of an option. */
export function environmentVariable(declaration: OptionDeclaration<unknown>): string {
  return `FIREHOSE_${declaration.flag.slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** An option that may be left out. */
export function declare<T>(declaration: OptionDeclaration<T>): OptionDeclaration<T | undefined> {
  return declaration;
}

/** An option that always has a value. */
export function always<T>(declaration: WithDefault<T>): WithDefault<T> {
  return declaration;
}
