import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';

/** Where resources stand. */
export interface Account {
  /** `aws`, `aws-cn`, `aws-us-gov` …: the second part of every ARN. */
  readonly partition: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** Asks who the caller is; needs no permission. (Source: GetCallerIdentity in the STS API reference.) */
export async function askAccount(sts: Pick<STSClient, 'send'>, region: string): Promise<Account> {
  const { Account: accountId = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return { partition: arn.split(':')[1] || 'aws', accountId, region };
}
