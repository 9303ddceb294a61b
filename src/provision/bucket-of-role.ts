import { GetRoleCommand, GetRolePolicyCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { ResourceClients } from '../aws/resource-clients.ts';
import type { ResourceNames } from './resource-names.ts';
import { ownerOf, tagsFrom } from './tags.ts';

/**
 * Name of the bucket that the role of a stream may write to: where setup or teardown was stopped without a stream, nothing
 * else knows a bucket that a user had named. Undefined where there is no such role of ours, or it has no policy.
 */
export async function bucketOfRole(
  iam: ResourceClients['iam'],
  streamName: string,
  { roleName: RoleName, policyName: PolicyName }: Pick<ResourceNames, 'roleName' | 'policyName'>,
): Promise<string | undefined> {
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    if (ownerOf(tagsFrom(Role?.Tags), streamName) !== 'ours') return undefined;
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    // Policies come percent-encoded (doc).
    return /"arn:[^:"]*:s3:::([^/"*]+)"/.exec(decodeURIComponent(PolicyDocument))?.[1];
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
