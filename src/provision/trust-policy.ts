import type { PolicyDocument } from './policy-document.ts';

/** Who may take the role on: Firehose, on behalf of this account alone. (Source: "The confused deputy problem" in the IAM user guide.) */
export function trustPolicy(accountId: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Action: ['sts:AssumeRole'],
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  };
}
