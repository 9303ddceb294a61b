import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { ResourceClients } from '../aws/resource-clients.ts';
import { isSamePolicy, type PolicyDocument } from './policy-document.ts';
import { type Finding, missingParts, type OnStep, type Removal } from './resource.ts';
import { ownerOf, tagList, tagsFrom, tagsOf } from './tags.ts';

type Iam = ResourceClients['iam'];

/** The role that Firehose delivers with. */
export interface WantedRole {
  readonly iam: Iam;
  readonly roleName: string;
  readonly policyName: string;
  readonly streamName: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

const POLICY = 'policy';

/** Looks whether the role is there, whose it is, and whom it trusts with what. */
export async function inspectRole(wanted: WantedRole): Promise<Finding> {
  const { iam, roleName: RoleName, policyName, streamName } = wanted;
  const reply = await unlessMissing(iam.send(new GetRoleCommand({ RoleName })));
  if (reply === undefined) return { status: 'missing' };
  const { Tags, AssumeRolePolicyDocument: trust } = reply.Role ?? {};
  if (ownerOf(tagsFrom(Tags), streamName) !== 'ours') {
    return { status: 'foreign', why: `role ${RoleName} was not set up by this program for this stream` };
  }
  const asked = iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: policyName }));
  const policy = await unlessMissing(asked);
  const isOtherPolicy = policy !== undefined && !isSamePolicy(policy.PolicyDocument, wanted.policy);
  return {
    status: 'ours',
    lacks: policy === undefined ? [POLICY] : [],
    differs: [
      isSamePolicy(trust, wanted.trust) ? [] : ['its trust policy is another one'],
      isOtherPolicy ? [`its policy ${policyName} is another one`] : [],
    ].flat(),
  };
}

/** Makes the role with its tags, or gives one without its policy that policy. */
export async function completeRole(wanted: WantedRole, finding: Finding, onStep: OnStep): Promise<void> {
  const { iam, roleName: RoleName, policyName: PolicyName, policy } = wanted;
  if (finding.status === 'missing') {
    await createRole(wanted);
    onStep('made');
  }
  if (!missingParts(finding, [POLICY]).includes(POLICY)) return;
  const input = { RoleName, PolicyName, PolicyDocument: JSON.stringify(policy) };
  await iam.send(new PutRolePolicyCommand(input));
  onStep('given its policy');
}

async function createRole({ iam, roleName: RoleName, streamName, trust }: WantedRole): Promise<void> {
  const input = {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(trust),
    Tags: tagList(tagsOf(streamName)),
  };
  const Description = `Lets Firehose deliver stream ${streamName}`;
  try {
    await iam.send(new CreateRoleCommand({ ...input, Description }));
  } catch (error) {
    // The reply of an earlier attempt was lost: there was none a moment ago.
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
  }
}

/** Removes the role, its inline policies first, because one with policies doesn't go (doc). */
export async function removeRole(
  { iam, roleName: RoleName }: Pick<WantedRole, 'iam' | 'roleName'>,
  onStep: OnStep,
): Promise<Removal> {
  for (const PolicyName of await policyNames(iam, RoleName)) {
    await unlessMissing(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    onStep(`policy ${PolicyName} removed`);
  }
  await unlessMissing(iam.send(new DeleteRoleCommand({ RoleName })));
  return { status: 'removed' };
}

async function policyNames(iam: Iam, RoleName: string): Promise<readonly string[]> {
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await unlessMissing(iam.send(new ListRolePoliciesCommand({ RoleName, Marker })));
    names.push(...(page?.PolicyNames ?? []));
    Marker = page?.Marker;
  } while (Marker !== undefined);
  return names;
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
