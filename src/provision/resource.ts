/** What there is of a resource. `lacks` and `differs` name its parts and settings as a user reads them. */
export type Finding =
  | { readonly status: 'missing' }
  /** Made by us for this stream, or half-made; `broken` says why it can't be completed. */
  | {
      readonly status: 'ours';
      readonly lacks: readonly string[];
      readonly differs: readonly string[];
      readonly broken?: string;
    }
  /** Somebody else's: never touched. */
  | { readonly status: 'foreign'; readonly why: string };

/** How a removal ended. */
export type Removal =
  | { readonly status: 'removed'; readonly note?: string }
  | { readonly status: 'kept'; readonly why: string };

/** Told of each step in which something was changed, such as `made` or `tagged`. */
export type OnStep = (step: string) => void;

/** One resource of a stream, under its name; every function makes its calls anew. */
export interface Resource {
  readonly kind: 'S3 bucket' | 'IAM role' | 'log group' | 'Firehose stream';
  readonly name: string;
  /** Looks and changes nothing. */
  inspect(): Promise<Finding>;
  /** Makes it, or what a half-made one lacks; a finding that lacks nothing makes no call. */
  complete(finding: Finding, onStep: OnStep): Promise<void>;
  remove(onStep: OnStep): Promise<Removal>;
}

/** The parts that are still to be made. */
export function missingParts(finding: Finding, all: readonly string[]): readonly string[] {
  if (finding.status === 'missing') return all;
  return finding.status === 'ours' ? finding.lacks : [];
}
