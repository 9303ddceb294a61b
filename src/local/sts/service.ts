import { createQueryService } from '../query/query-service.ts';
import type { Service } from '../service.ts';

/** STS with the one operation that tells a caller who it is: here always the same user of the one account. */
export function createSts({ accountId }: { readonly accountId: string }): Service {
  const identity = {
    Arn: `arn:aws:iam::${accountId}:user/local`,
    // The form of a real id: `AIDA` and 17 letters and digits.
    UserId: `AIDA${'LOCAL'.padEnd(17, '0')}`,
    Account: accountId,
  };
  return createQueryService({
    name: 'sts',
    version: '2011-06-15',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: {
        shape: { input: {}, output: { Arn: 'string', UserId: 'string', Account: 'string' } },
        run: () => identity,
      },
    },
  });
}
