import { join } from 'node:path';
import type { Input } from '../input.ts';
import { createQueryService, type QueryOperation } from '../query/query-service.ts';
import type { Service, WireRequest } from '../service.ts';
import { openRoleStore, type RoleStore } from './role.ts';
import {
  deleteRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './role-policies.ts';
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  listRoleTags,
  tagRole,
  untagRole,
  updateAssumeRolePolicy,
} from './roles.ts';
import { shapes } from './shapes.ts';

/** Where IAM lives. */
export interface IamOptions {
  /** Folder for `iam-roles.json`. */
  readonly stateDir: string;
  readonly accountId: string;
}

/** IAM as far as a delivery role needs it: roles, their tags and their inline policies. */
export function createIam({ stateDir, accountId }: IamOptions): Service {
  const store = openRoleStore(join(stateDir, 'iam-roles.json'));
  return createQueryService({
    name: 'iam',
    version: '2010-05-08',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: operationsOf(store, accountId),
  });
}

type Run = (store: RoleStore, input: Input) => object;

const plain = {
  GetRole: getRole,
  ListRoles: listRoles,
  DeleteRole: deleteRole,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  TagRole: tagRole,
  UntagRole: untagRole,
  ListRoleTags: listRoleTags,
  PutRolePolicy: putRolePolicy,
  GetRolePolicy: getRolePolicy,
  DeleteRolePolicy: deleteRolePolicy,
  ListRolePolicies: listRolePolicies,
  ListAttachedRolePolicies: listAttachedRolePolicies,
} as const satisfies Partial<Record<keyof typeof shapes, Run>>;

function operationsOf(store: RoleStore, accountId: string): Readonly<Record<string, QueryOperation>> {
  const names = Object.keys(plain) as (keyof typeof plain)[];
  const entries = names.map((name): [string, QueryOperation] => [
    name,
    { shape: shapes[name], run: (input) => plain[name](store, input) },
  ]);
  const create = (input: Input, request: WireRequest): object =>
    createRole(store, accountId, input, request.receivedAt);
  return { ...Object.fromEntries(entries), CreateRole: { shape: shapes.CreateRole, run: create } };
}
