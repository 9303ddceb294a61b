import type { OperationShape, Shape } from '../query/shape.ts';

const tags: Shape = { list: { structure: { Key: 'string', Value: 'string' } } };
const role: Shape = {
  structure: {
    Path: 'string',
    RoleName: 'string',
    RoleId: 'string',
    Arn: 'string',
    CreateDate: 'timestamp',
    AssumeRolePolicyDocument: 'string',
    Description: 'string',
    MaxSessionDuration: 'number',
    Tags: tags,
  },
};
const roleName = { RoleName: 'string' } as const;
const policyName = { ...roleName, PolicyName: 'string' } as const;
const paged = { Marker: 'string', MaxItems: 'number' } as const;
const page = { IsTruncated: 'boolean', Marker: 'string' } as const;

/** The operations of IAM that are here, in the types that awsQuery and its XML need. */
export const shapes = {
  CreateRole: {
    input: {
      ...roleName,
      Path: 'string',
      AssumeRolePolicyDocument: 'string',
      Description: 'string',
      MaxSessionDuration: 'number',
      Tags: tags,
    },
    output: { Role: role },
  },
  GetRole: { input: roleName, output: { Role: role } },
  ListRoles: { input: { PathPrefix: 'string', ...paged }, output: { Roles: { list: role }, ...page } },
  DeleteRole: { input: roleName, output: undefined },
  UpdateAssumeRolePolicy: { input: { ...roleName, PolicyDocument: 'string' }, output: undefined },
  TagRole: { input: { ...roleName, Tags: tags }, output: undefined },
  UntagRole: { input: { ...roleName, TagKeys: { list: 'string' } }, output: undefined },
  ListRoleTags: { input: { ...roleName, ...paged }, output: { Tags: tags, ...page } },
  PutRolePolicy: { input: { ...policyName, PolicyDocument: 'string' }, output: undefined },
  GetRolePolicy: { input: policyName, output: { ...policyName, PolicyDocument: 'string' } },
  DeleteRolePolicy: { input: policyName, output: undefined },
  ListRolePolicies: {
    input: { ...roleName, ...paged },
    output: { PolicyNames: { list: 'string' }, ...page },
  },
  ListAttachedRolePolicies: {
    input: { ...roleName, ...paged },
    output: { AttachedPolicies: { list: 'string' }, ...page },
  },
} as const satisfies Readonly<Record<string, OperationShape>>;
