import { type Input, stringOf, structuresOf } from '../input.ts';
import { WireError } from '../service.ts';

/** Doc: a role's name has at most 64 characters, a policy's 128, both of these characters. */
const NAME = /^[\w+=,.@-]+$/;
const MOST_TAGS = 50;
/** Doc: an inline policy and all the others of its role together, and a trust policy; whitespace doesn't count. */
const POLICY_SIZE = 10_240;
const TRUST_SIZE = 2_048;

/** The error for something that isn't there. */
export function noSuchEntity(message: string): WireError {
  return new WireError('NoSuchEntity', message, 404);
}

/** The name of a role in the call. */
export function readRoleName(input: Input): string {
  return readName(input, 'RoleName', 64);
}

/** The name of an inline policy in the call. */
export function readPolicyName(input: Input): string {
  return readName(input, 'PolicyName', 128);
}

function readName(input: Input, parameter: string, most: number): string {
  const at = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  const name = stringOf(input, parameter);
  if (name === undefined) throw invalid(`Value null at '${at}'`, 'Member must not be null');
  if (name.length < 1)
    throw invalid(`Value at '${at}'`, 'Member must have length greater than or equal to 1');
  if (name.length > most) {
    throw invalid(`Value at '${at}'`, `Member must have length less than or equal to ${most}`);
  }
  if (NAME.test(name)) return name;
  throw validationError(
    `The specified value for ${at} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

/** The path of a role in the call. */
export function readPath(input: Input): string {
  const path = stringOf(input, 'Path') ?? '/';
  if (path.length <= 512 && /^\/([!-~]+\/)?$/.test(path)) return path;
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  );
}

/** The trust policy under `parameter`. */
export function readTrust(input: Input, parameter: string): string {
  const trust = readPolicy(input, parameter);
  if (sizeOf(trust) <= TRUST_SIZE) return trust;
  throw new WireError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${TRUST_SIZE}`, 409);
}

/** The JSON text of a policy; it must be an object with statements. */
export function readPolicy(input: Input, parameter: string): string {
  const text = stringOf(input, parameter);
  const at = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  if (text === undefined) throw invalid(`Value null at '${at}'`, 'Member must not be null');
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new WireError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  if (typeof policy === 'object' && policy !== null && 'Statement' in policy) return text;
  throw new WireError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

/** Refuses inline policies that are too large together. */
export function checkPolicySize(policies: Readonly<Record<string, string>>, roleName: string): void {
  const size = Object.values(policies).reduce((sum, policy) => sum + sizeOf(policy), 0);
  if (size <= POLICY_SIZE) return;
  throw new WireError(
    'LimitExceeded',
    `Maximum policy size of ${POLICY_SIZE} bytes exceeded for role ${roleName}`,
    409,
  );
}

const sizeOf = (policy: string): number => Buffer.byteLength(policy.replaceAll(/\s/g, ''));

/** The tags in the call, checked against the limits of IAM. */
export function readTags(input: Input): Readonly<Record<string, string>> {
  const tags = (structuresOf(input, 'Tags') ?? []).map(
    (tag) => [stringOf(tag, 'Key') ?? '', stringOf(tag, 'Value') ?? ''] as const,
  );
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw validationError('A tag key has 1 to 128 characters, and a tag value at most 256.');
    }
  }
  if (new Set(tags.map(([key]) => key.toLowerCase())).size < tags.length) {
    throw new WireError(
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return Object.fromEntries(tags);
}

/** Refuses more tags than a role may have. */
export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length <= MOST_TAGS) return;
  throw new WireError(
    'LimitExceeded',
    `The number of tags has reached the maximum limit of ${MOST_TAGS}.`,
    409,
  );
}

function invalid(subject: string, constraint: string): WireError {
  return validationError(
    `1 validation error detected: ${subject} failed to satisfy constraint: ${constraint}`,
  );
}

function validationError(message: string): WireError {
  return new WireError('ValidationError', message);
}
