import type { Input } from '../input.ts';
import { checkPolicySize, noSuchEntity, readPolicy, readPolicyName } from './constraints.ts';
import { pageOf } from './page.ts';
import type { RoleStore } from './role.ts';
import { findRole } from './roles.ts';

/** PutRolePolicy adds an inline policy or replaces it. */
export function putRolePolicy(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  const name = readPolicyName(input);
  const policies = { ...role.policies, [name]: readPolicy(input, 'PolicyDocument') };
  checkPolicySize(policies, role.name);
  store.save({ ...role, policies });
  return {};
}

/** GetRolePolicy. */
export function getRolePolicy(store: RoleStore, input: Input): object {
  const { name: RoleName, policies } = findRole(store, input);
  const PolicyName = readPolicyName(input);
  return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(findPolicy(policies, PolicyName)) };
}

/** DeleteRolePolicy. */
export function deleteRolePolicy(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  const name = readPolicyName(input);
  findPolicy(role.policies, name);
  const { [name]: _, ...policies } = role.policies;
  store.save({ ...role, policies });
  return {};
}

/** ListRolePolicies. */
export function listRolePolicies(store: RoleStore, input: Input): object {
  const { items, ...more } = pageOf(Object.keys(findRole(store, input).policies).sort(), input);
  return { PolicyNames: items, ...more };
}

/** ListAttachedRolePolicies: there are no managed policies here, and so none is attached. */
export function listAttachedRolePolicies(store: RoleStore, input: Input): object {
  findRole(store, input);
  return { AttachedPolicies: [], IsTruncated: false };
}

function findPolicy(policies: Readonly<Record<string, string>>, name: string): string {
  const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (policy !== undefined) return policy;
  throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
}
