import { isDeepStrictEqual } from 'node:util';

/** One statement of a policy, under the names of IAM's policy grammar. */
interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Principal?: { readonly Service: string };
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A policy as it is sent to IAM. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Whether a policy that IAM has given back, percent-encoded JSON (doc), says the same. */
export function isSamePolicy(encoded: string | undefined, policy: PolicyDocument): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(decodeURIComponent(encoded ?? '')), policy);
  } catch {
    // A text that can't be read is another one, whatever it says.
    return false;
  }
}
