import { type Input, numberOf, stringOf, stringsOf } from '../input.ts';
import { WireError } from '../service.ts';
import { checkTagCount, noSuchEntity, readPath, readRoleName, readTags, readTrust } from './constraints.ts';
import { pageOf } from './page.ts';
import { newRoleId, type Role, type RoleStore } from './role.ts';

/** CreateRole. */
export function createRole(store: RoleStore, accountId: string, input: Input, now: number): object {
  const name = readRoleName(input);
  const path = readPath(input);
  const trust = readTrust(input, 'AssumeRolePolicyDocument');
  const tags = readTags(input);
  checkTagCount(tags);
  if (store.find(name) !== undefined) {
    throw new WireError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
  }
  const role: Role = {
    ...{ name, path, trust, tags },
    id: newRoleId(),
    arn: `arn:aws:iam::${accountId}:role${path}${name}`,
    createdAt: Math.floor(now / 1_000),
    description: stringOf(input, 'Description'),
    maxSessionSeconds: numberOf(input, 'MaxSessionDuration') ?? 3_600,
    policies: {},
  };
  store.save(role);
  return { Role: describeRole(role) };
}

/** GetRole. */
export function getRole(store: RoleStore, input: Input): object {
  return { Role: describeRole(findRole(store, input)) };
}

/** ListRoles; descriptions in a list have no tags (doc). */
export function listRoles(store: RoleStore, input: Input): object {
  const prefix = stringOf(input, 'PathPrefix') ?? '/';
  const roles = store.all().filter(({ path }) => path.startsWith(prefix));
  const { items, ...more } = pageOf(roles, input);
  return { Roles: items.map((role) => ({ ...describeRole(role), Tags: undefined })), ...more };
}

/** DeleteRole; inline policies must be gone before (doc). */
export function deleteRole(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  if (Object.keys(role.policies).length > 0) {
    throw new WireError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
  store.remove(role.name);
  return {};
}

/** UpdateAssumeRolePolicy. */
export function updateAssumeRolePolicy(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  store.save({ ...role, trust: readTrust(input, 'PolicyDocument') });
  return {};
}

/** TagRole adds tags and replaces those of the same key. */
export function tagRole(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  const tags = { ...role.tags, ...readTags(input) };
  checkTagCount(tags);
  store.save({ ...role, tags });
  return {};
}

/** UntagRole. */
export function untagRole(store: RoleStore, input: Input): object {
  const role = findRole(store, input);
  const gone = stringsOf(input, 'TagKeys') ?? [];
  const tags = Object.fromEntries(Object.entries(role.tags).filter(([key]) => !gone.includes(key)));
  store.save({ ...role, tags });
  return {};
}

/** ListRoleTags. */
export function listRoleTags(store: RoleStore, input: Input): object {
  const { items, ...more } = pageOf(tagList(findRole(store, input)), input);
  return { Tags: items, ...more };
}

/** The role that the call names. */
export function findRole(store: RoleStore, input: Input): Role {
  const name = readRoleName(input);
  const role = store.find(name);
  if (role !== undefined) return role;
  throw noSuchEntity(`The role with name ${name} cannot be found.`);
}

function describeRole(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    // Doc: policies come back percent-encoded.
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(Object.keys(role.tags).length > 0 && { Tags: tagList(role) }),
  };
}

function tagList({ tags }: Role): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
