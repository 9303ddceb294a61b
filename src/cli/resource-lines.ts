import type { Plan } from '../provision/plan.ts';
import type { Outcome } from '../provision/set-up.ts';

/** An outcome as lines of a list: how it ended, what it is, its name; what is to be known of it below. */
export function outcomeLines({ status, kind, name, steps, notes }: Outcome): readonly string[] {
  const parts = status === 'completed' || status === 'unfinished' ? steps : [];
  const below = [...(parts.length > 0 ? [parts.join(', ')] : []), ...notes];
  return [row(status, kind, name), ...below.map((note) => `${' '.repeat(12)}${note}`)];
}

const row = (status: string, kind: string, name: string) => `${status.padEnd(12)}${kind.padEnd(17)}${name}`;

/** A sentence about what was changed before a command's early end. */
export function soFar(outcomes: readonly Outcome[]): string {
  const changed = outcomes.filter(({ steps, status }) => steps.length > 0 || status === 'removed');
  if (changed.length === 0) return 'Nothing was changed so far.';
  const told = changed.map(({ kind, name, status, steps }) => {
    const what = status === 'unfinished' ? `only ${steps.join(', ')}` : status;
    return `${kind} ${name} (${what})`;
  });
  return `Changed so far: ${told.join(', ')}.`;
}

/** What would be made: names, settings and both policies. */
export function planLines({
  account,
  names,
  tags,
  trust,
  policy,
  destination,
  streamName,
}: Plan): readonly string[] {
  const { bucketName, roleName, policyName, logGroupName, logStreamName } = names;
  return [
    `Dry run: nothing is made. In account ${account.accountId}, ${account.region}, setup would see to these:`,
    row('', 'S3 bucket', `${bucketName} (all public access blocked, AES256)`).trimStart(),
    row('', 'IAM role', `${roleName} with its policy ${policyName}`).trimStart(),
    row('', 'log group', `${logGroupName} with its log stream ${logStreamName}`).trimStart(),
    row('', 'Firehose stream', `${streamName} (Direct PUT)`).trimStart(),
    ...section('Tags of each', tags),
    ...section('Trust policy of the role', trust),
    ...section(`Policy ${policyName} of the role`, policy),
    ...section('Destination of the stream', destination),
  ];
}

const section = (title: string, value: object) => ['', `${title}:`, JSON.stringify(value, undefined, 2)];
