import {
  CreateRoleCommand,
  type CreateRoleCommandInput,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  paginateListRoles,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createIam } from '../../../src/local/iam/service.ts';
import { newFolder, serve } from '../serve.ts';

const RoleName = 'delivery';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }],
});
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'a&b +%' }],
});

async function iam(stateDir = newFolder()): Promise<IAMClient> {
  return new IAMClient(await serve(createIam({ stateDir, accountId: '123456789012' })));
}

function create(client: IAMClient, overrides: Partial<CreateRoleCommandInput> = {}) {
  return client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...overrides }));
}

const putPolicy = (client: IAMClient, PolicyName = 'p', PolicyDocument = policy) =>
  client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

test('makes a role and gives it back, over a restart as well', async () => {
  const folder = newFolder();
  const Tags = [{ Key: 'made-by', Value: 'a & b' }];
  const { Role } = await create(await iam(folder), {
    Path: '/service/',
    Description: 'for <delivery>',
    Tags,
  });
  expect(Role?.Arn).toBe('arn:aws:iam::123456789012:role/service/delivery');
  expect(Role?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/);
  const found = await (await iam(folder)).send(new GetRoleCommand({ RoleName }));
  expect(found.Role).toEqual(Role);
  expect(found.Role).toMatchObject({ Description: 'for <delivery>', Tags, MaxSessionDuration: 3_600 });
  expect(decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  expect(found.Role?.CreateDate).toBeInstanceOf(Date);
});

test('refuses a second role of the same name, whatever its case', async () => {
  const client = await iam();
  await create(client);
  await expect(create(client, { RoleName: 'Delivery' })).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'Role with name Delivery already exists.',
    $metadata: { httpStatusCode: 409 },
  });
});

test.each([
  [63, 'taken'],
  [64, 'taken'],
  [
    65,
    "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
])('a role name of %i characters is %s', async (length, outcome) => {
  const made = await create(await iam(), { RoleName: 'r'.repeat(length) }).then(
    () => 'taken',
    (error) => error.message,
  );
  expect(made).toBe(outcome);
});

test.each([
  [{ RoleName: 'with space' }, 'ValidationError'],
  [{ RoleName: '' }, 'ValidationError'],
  [{ Path: 'no-slash' }, 'ValidationError'],
  [{ AssumeRolePolicyDocument: 'no json' }, 'MalformedPolicyDocumentException'],
  [{ AssumeRolePolicyDocument: '{}' }, 'MalformedPolicyDocumentException'],
  [{ AssumeRolePolicyDocument: JSON.stringify({ Statement: 'x'.repeat(2_048) }) }, 'LimitExceededException'],
  [
    {
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
    'InvalidInputException',
  ],
])('refuses the role %o', async (wrong, name) => {
  await expect(create(await iam(), wrong)).rejects.toMatchObject({ name });
});

test('puts, replaces, lists, reads and deletes inline policies', async () => {
  const client = await iam();
  await create(client);
  await putPolicy(client, 'p', trust);
  await putPolicy(client);
  const names = await client.send(new ListRolePoliciesCommand({ RoleName }));
  expect(names).toMatchObject({ PolicyNames: ['p'], IsTruncated: false });
  const read = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }));
  expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(policy);
  await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
  await expect(client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role policy with name p cannot be found.',
    $metadata: { httpStatusCode: 404 },
  });
  expect(
    (await client.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies ?? [],
  ).toEqual([]);
});

test('keeps inline policies of a role to 10,240 bytes together', async () => {
  const client = await iam();
  await create(client);
  const sized = (bytes: number) =>
    JSON.stringify({ Statement: 'x'.repeat(bytes - '{"Statement":""}'.length) });
  await putPolicy(client, 'a', sized(10_000));
  await expect(putPolicy(client, 'b', sized(241))).rejects.toMatchObject({ name: 'LimitExceededException' });
  await putPolicy(client, 'b', sized(240));
});

test('deletes a role only without inline policies', async () => {
  const client = await iam();
  await create(client);
  await putPolicy(client);
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
  });
  await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
  await client.send(new DeleteRoleCommand({ RoleName }));
  await expect(client.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name delivery cannot be found.',
  });
});

test('adds, replaces and removes tags', async () => {
  const client = await iam();
  await create(client, {
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'b', Value: '3' }] }));
  await client.send(new UntagRoleCommand({ RoleName, TagKeys: ['a'] }));
  expect((await client.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'b', Value: '3' }]);
});

test('changes the trust of a role', async () => {
  const client = await iam();
  await create(client);
  await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: policy }));
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(policy);
});

test('lists roles page by page, in order', async () => {
  const client = await iam();
  for (const name of ['c', 'a', 'b']) await create(client, { RoleName: name });
  const names: (string | undefined)[] = [];
  for await (const page of paginateListRoles({ client, pageSize: 2 }, {})) {
    names.push(...(page.Roles ?? []).map((role) => role.RoleName));
  }
  expect(names).toEqual(['a', 'b', 'c']);
});
